/**
 * An app as files: reads them from a zip or JSON, writes them, and compares two states of an app. Has no routes. Uses
 * apps, contents, revisions, crypto, json and errors.
 */
@NullMarked
package io.valise.files;

import org.jspecify.annotations.NullMarked;
