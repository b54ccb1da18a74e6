/**
 * The app as files: export, import, pull, push, promotion between apps, and their diffs.
 *
 * <p>Uses apps, audit, auth, changes, contents, crypto, errors, files, json, platform, revisions and secrets.
 */
@NullMarked
package io.valise.transfer;

import org.jspecify.annotations.NullMarked;
