/** What tests of every room begin with. */
@NullMarked
package io.valise.testing;

import org.jspecify.annotations.NullMarked;
