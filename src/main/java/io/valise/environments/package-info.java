/** The environment tag, and the values that depend on it. Uses drafts, revisions, apps, json and errors. */
@NullMarked
package io.valise.environments;

import org.jspecify.annotations.NullMarked;
