/**
 * Hosting assets and dependencies of an app, as command-line clients send and fetch them. They are kept files: versioned,
 * diffed and exported, but not served as a web site, and not installed.
 *
 * <p>Uses apps, audit, auth, changes, contents, crypto, errors, files, json, platform and revisions.
 */
@NullMarked
package io.valise.hosting;

import org.jspecify.annotations.NullMarked;
