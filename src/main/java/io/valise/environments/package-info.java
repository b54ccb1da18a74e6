/**
 * The environment tag, and the values that depend on it.
 *
 * <p>Uses apps, audit, changes, contents, errors, json and revisions.
 */
@NullMarked
package io.valise.environments;

import org.jspecify.annotations.NullMarked;
