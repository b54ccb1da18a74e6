/**
 * Secrets: written, listed by name, and never returned.
 *
 * <p>Uses apps, audit, auth, bulk, changes, contents, crypto, errors, files, json, platform and revisions.
 */
@NullMarked
package io.valise.secrets;

import org.jspecify.annotations.NullMarked;
