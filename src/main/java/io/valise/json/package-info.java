/**
 * JSON that is kept as it was sent, and the limits of what is read.
 *
 * <p>Uses no other room.
 */
@NullMarked
package io.valise.json;

import org.jspecify.annotations.NullMarked;
