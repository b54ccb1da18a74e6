/** What the tests of all rooms share: the API as a caller sees it, and checks that apply to every test. */
@NullMarked
package io.valise.testing;

import org.jspecify.annotations.NullMarked;
