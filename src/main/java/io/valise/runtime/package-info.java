/**
 * What running programs read: an app's values from memory, resolved, including secrets. Runtime tokens define which
 * program may read what. A follower polls for deployments and revocations by other instances. Uses apps, revisions, the
 * contents of secrets, values and environments, crypto, requests and errors.
 */
@NullMarked
package io.valise.runtime;

import org.jspecify.annotations.NullMarked;
