/**
 * The embedded store and its back-ups, the indexes, the checks at start, what follows a restore, and the sweep. May see
 * every room's entities, since it makes their indexes; no room sees it.
 */
@NullMarked
package io.valise.store;

import org.jspecify.annotations.NullMarked;
