/** The entry point of the process. */
@NullMarked
package io.valise;

import org.jspecify.annotations.NullMarked;
