/**
 * The embedded store and its back-ups, the indexes, the checks at start, what follows a restore, and the sweep. May use
 * the entities of every room, since it creates their indexes. No other room uses it.
 */
@NullMarked
package io.valise.store;

import org.jspecify.annotations.NullMarked;
