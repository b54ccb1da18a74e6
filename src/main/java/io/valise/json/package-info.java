/** JSON that is kept as it was sent, and the limits of what is read. Uses nothing of ours. */
@NullMarked
package io.valise.json;

import org.jspecify.annotations.NullMarked;
