package io.valise.revisions;

import org.bson.types.ObjectId;

/**
 * Refers to a content by id and hash. A document with this id and another hash is damaged and is not served.
 *
 * @param id of the document
 * @param hash of the content in the document; for a secret, of its sealed bytes
 */
public record ContentRef(ObjectId id, Hash hash) {}
