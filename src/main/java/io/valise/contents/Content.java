package io.valise.contents;

import io.valise.revisions.ContentRef;
import io.valise.revisions.Hash;
import org.bson.types.ObjectId;

/** One content of an entry: an immutable document. */
public interface Content {
    ObjectId id();

    ObjectId app();

    /** The hash of what it holds as it is now: damaged if it is not the one in the entry. */
    Hash hash();

    /** About how many bytes it takes in a command to the store. */
    int size();

    /** What an entry keeps of it. */
    default ContentRef ref() {
        return new ContentRef(id(), hash());
    }
}
