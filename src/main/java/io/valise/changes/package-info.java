/**
 * Applies every change: to the caller's open draft, or live at once. Also opens, deploys and discards drafts. Uses
 * revisions, contents, audit, auth, crypto and errors.
 */
@NullMarked
package io.valise.changes;

import org.jspecify.annotations.NullMarked;
