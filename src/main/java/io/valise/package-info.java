/** Where the process begins. */
@NullMarked
package io.valise;

import org.jspecify.annotations.NullMarked;
