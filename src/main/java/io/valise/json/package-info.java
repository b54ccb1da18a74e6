/** JSON kept as it was sent, and the limits of what we read. Uses nothing of ours. */
@NullMarked
package io.valise.json;

import org.jspecify.annotations.NullMarked;
