/**
 * The app as files: export, import, pull, push, promotion between apps, and the differences of all of them. Uses
 * drafts, revisions, apps, json, crypto, auth and errors, and the contents that values, environments and secrets keep.
 */
@NullMarked
package io.valise.transfer;

import org.jspecify.annotations.NullMarked;
