/**
 * Values: any JSON, or a link to a secret.
 *
 * <p>Uses apps, audit, auth, bulk, changes, contents, errors, json and revisions.
 */
@NullMarked
package io.valise.values;

import org.jspecify.annotations.NullMarked;
