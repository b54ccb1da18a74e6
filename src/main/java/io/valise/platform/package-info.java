/**
 * Building blocks that belong to no feature.
 *
 * <p>Uses no other room.
 */
@NullMarked
package io.valise.platform;

import org.jspecify.annotations.NullMarked;
