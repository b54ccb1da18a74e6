package io.valise.contents;

import io.valise.revisions.ContentRef;
import io.valise.revisions.Hash;
import org.bson.types.ObjectId;

/** A content of an entry: an immutable document. */
public interface Content {
    ObjectId id();

    ObjectId app();

    /** The hash of its current data. It differs from the entry's hash if the content is damaged. */
    Hash hash();

    /** Its approximate size in bytes in a command to the store. */
    int size();

    /** The reference that an entry keeps to it. */
    default ContentRef ref() {
        return new ContentRef(id(), hash());
    }
}
