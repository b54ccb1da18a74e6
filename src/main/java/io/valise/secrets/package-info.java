/** Secrets: written, listed by name, and never returned. Uses bulk, drafts, revisions, apps, crypto and errors. */
@NullMarked
package io.valise.secrets;

import org.jspecify.annotations.NullMarked;
