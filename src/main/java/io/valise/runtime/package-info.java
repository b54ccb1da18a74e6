/**
 * What running programs read: an app's values from memory, resolved, including secrets. Runtime tokens define which
 * program may read what. A follower polls for deployments and revocations by other instances.
 *
 * <p>Uses apps, audit, auth, contents, crypto, edge, errors, platform, revisions and telemetry.
 */
@NullMarked
package io.valise.runtime;

import org.jspecify.annotations.NullMarked;
