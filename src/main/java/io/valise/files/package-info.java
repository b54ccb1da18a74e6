/**
 * An app as files: reads them from a zip or JSON, writes them, and compares two states of an app. Has no routes.
 *
 * <p>Uses apps, contents, crypto, errors, json and revisions.
 */
@NullMarked
package io.valise.files;

import org.jspecify.annotations.NullMarked;
