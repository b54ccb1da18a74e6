/**
 * An app as files: reading them from a zip or JSON, writing them, and comparing two states of an app. No routes. Uses
 * apps, contents, revisions, crypto, json and errors.
 */
@NullMarked
package io.valise.files;

import org.jspecify.annotations.NullMarked;
