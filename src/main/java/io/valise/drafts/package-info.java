/**
 * Drafts, and the one road of every change: into the caller's open draft, or live at once. Uses revisions, auth and
 * errors.
 */
@NullMarked
package io.valise.drafts;

import org.jspecify.annotations.NullMarked;
