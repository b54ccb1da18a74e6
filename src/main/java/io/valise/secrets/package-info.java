/** Secrets: written, listed by name, and never returned. Uses bulk, changes and the rooms below. */
@NullMarked
package io.valise.secrets;

import org.jspecify.annotations.NullMarked;
