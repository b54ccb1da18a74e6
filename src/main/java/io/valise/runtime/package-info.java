/**
 * What running programs read: an app's values, resolved, secrets included, from memory. Runtime tokens say which program
 * may read what; a follower learns what other instances deploy and revoke. Uses apps, revisions, the contents of secrets,
 * values and environments, crypto, requests and errors.
 */
@NullMarked
package io.valise.runtime;

import org.jspecify.annotations.NullMarked;
