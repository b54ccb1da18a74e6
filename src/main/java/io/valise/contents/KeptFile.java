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
 * A content of a kept file, immutable. The entry named by the file's path refers to the current content. For a file
 * that this service generates, it holds only the fields that the service does not generate.
 */
@MongoEntity(collection = "kept_files")
public class KeptFile extends ReactivePanacheMongoEntityBase implements Content {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    public byte[] data;
    /** When it was written or last reused by a publication, in UNIX seconds. The sweep only removes old contents. */
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
