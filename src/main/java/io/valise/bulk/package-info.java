/**
 * Imports of many names and contents in one body of dotenv, JSON or YAML. A body becomes one change set, or is refused
 * with all its problems. The rooms that use it define what a content is.
 *
 * <p>Uses audit, changes, errors, json and revisions.
 */
@NullMarked
package io.valise.bulk;

import org.jspecify.annotations.NullMarked;
