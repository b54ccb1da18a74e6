/** What tests of every room share: the API as a caller sees it, and what must hold whatever they do. */
@NullMarked
package io.valise.testing;

import org.jspecify.annotations.NullMarked;
