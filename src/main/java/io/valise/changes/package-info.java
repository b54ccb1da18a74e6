/**
 * Applies every change: to the caller's open draft, or live at once. Also opens, deploys and discards drafts.
 *
 * <p>Uses audit, auth, contents, crypto, errors and revisions.
 */
@NullMarked
package io.valise.changes;

import org.jspecify.annotations.NullMarked;
