/**
 * The road of every change: into the caller's open draft, or live at once. Also the life of a draft. Uses revisions,
 * contents, audit, auth, crypto and errors.
 */
@NullMarked
package io.valise.changes;

import org.jspecify.annotations.NullMarked;
