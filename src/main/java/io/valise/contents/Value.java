package io.valise.contents;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.valise.json.Json;
import io.valise.revisions.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/** A content of a value, immutable. The value's entry refers to the current content. */
@MongoEntity(collection = "values")
public class Value extends ReactivePanacheMongoEntityBase implements Content {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    /** The JSON as text, so that its numbers keep their digits. */
    public String json;
    /** When it was written or last reused by a publication, in UNIX seconds. The sweep only removes old contents. */
    public long used;

    public Value() {}

    public Value(ObjectId app, Json content) {
        this(app, new ObjectId(), content);
    }

    public Value(ObjectId app, ObjectId id, Json content) {
        this.id = id;
        this.app = app;
        this.json = content.text();
        this.used = id.getTimestamp();
    }

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
        return hash(json);
    }

    /** The hash of a value with this JSON. */
    public static Hash hash(String json) {
        return Hash.of(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int size() {
        return json.length();
    }

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("app", "used", "_id"), new IndexOptions().unique(true)));
    }
}
