package io.valise.contents;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.valise.revisions.Hash;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/**
 * One content of a kept file, immutable. The configuration's entry, whose name is the file's path, says which one is
 * the file's now. For a file that this service manages it holds the fields that it does not.
 */
@MongoEntity(collection = "kept_files")
public class KeptFile extends ReactivePanacheMongoEntityBase implements Content {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    public byte[] data;
    /** When it was written, or a publication last used it again, in UNIX seconds: the sweep leaves what is young. */
    public long used;

    @Override
    public ObjectId id() {
        return id;
    }

    @Override
    public ObjectId app() {
        return app;
    }

    @Override
    public Hash hash() {
        return Hash.of(data);
    }

    @Override
    public int size() {
        return data.length;
    }

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("app", "used", "_id"), new IndexOptions().unique(true)));
    }
}
