/**
 * The app as files: export, import, pull, push, promotion between apps, and their diffs. Uses changes, contents, files,
 * revisions, apps, audit, json, crypto and errors.
 */
@NullMarked
package io.valise.transfer;

import org.jspecify.annotations.NullMarked;
