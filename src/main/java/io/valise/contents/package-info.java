/**
 * The contents of entries: a value's JSON, a secret's sealed bytes, an environment value's columns, a kept file. Each
 * is an immutable document, one per version. The entry that names it holds its hash.
 *
 * <p>Uses crypto, errors, json and revisions.
 */
@NullMarked
package io.valise.contents;

import org.jspecify.annotations.NullMarked;
