/**
 * The contents of entries: a value's JSON, a secret's sealed bytes, an environment value's columns, a kept file. Each is
 * an immutable document, one per version, bound by its hash to the entry that names it. Uses revisions, crypto, json
 * and errors.
 */
@NullMarked
package io.valise.contents;

import org.jspecify.annotations.NullMarked;
