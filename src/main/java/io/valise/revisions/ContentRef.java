package io.valise.revisions;

import org.bson.types.ObjectId;

/**
 * Names a content and binds it: a document with this id whose bytes have another hash is damaged, and is not served.
 *
 * @param id the document's
 * @param hash of what the document holds; of a secret, of its sealed bytes
 */
public record ContentRef(ObjectId id, Hash hash) {}
