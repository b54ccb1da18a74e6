/**
 * Many names and contents at once: a body in dotenv, JSON or YAML, read as a whole or refused with all that is wrong in
 * it, and the one change set that it becomes. What the contents are is said by the rooms that use it. Uses changes,
 * revisions, audit, json and errors.
 */
@NullMarked
package io.valise.bulk;

import org.jspecify.annotations.NullMarked;
