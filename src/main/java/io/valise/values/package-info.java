/** Values: any JSON, or a link to a secret. Uses bulk, drafts, revisions, apps, json and errors. */
@NullMarked
package io.valise.values;

import org.jspecify.annotations.NullMarked;
