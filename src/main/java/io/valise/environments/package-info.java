/** The environment tag, and the values that depend on it. Uses changes and the rooms below it. */
@NullMarked
package io.valise.environments;

import org.jspecify.annotations.NullMarked;
