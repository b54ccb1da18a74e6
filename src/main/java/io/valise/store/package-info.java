/**
 * The embedded store and its back-ups, the indexes, the checks at start, what follows a restore, and the sweep. No
 * other room uses it.
 *
 * <p>Uses apps, audit, auth, changes, contents, crypto, deployments, errors, platform, revisions and runtime.
 */
@NullMarked
package io.valise.store;

import org.jspecify.annotations.NullMarked;
