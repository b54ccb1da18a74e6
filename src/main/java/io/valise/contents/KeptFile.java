package io.valise.contents;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.valise.revisions.Hash;
import org.bson.types.ObjectId;

/**
 * One version of a kept file's content, immutable. The entry named by the file's path refers to the current version.
 * For a file that this service generates, it holds only the fields that the service does not generate.
 */
@MongoEntity(collection = "kept_files")
public class KeptFile extends Content {
    public byte[] data;

    /**
     * The bytes of the data, so that the size of an app can be summed up without reading it. It is not part of the hash:
     * the limit that it counts toward is for callers, not for whoever can write to the database.
     */
    public int length;

    public KeptFile() {}

    public KeptFile(ObjectId app, byte[] data) {
        super(app, new ObjectId());
        this.data = data;
        this.length = data.length;
    }

    @Override
    public Hash hash() {
        return Hash.of(data);
    }

    @Override
    public int size() {
        return data.length;
    }
}
