package io.valise.contents;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.valise.json.Json;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/** One content of a value, immutable. The configuration's entry says which one is the value's now. */
@MongoEntity(collection = "values")
public class Value extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    /** The JSON as text, so that its numbers keep their digits. */
    public String json;

    public Value() {}

    public Value(ObjectId app, Json content) {
        this(app, new ObjectId(), content);
    }

    public Value(ObjectId app, ObjectId id, Json content) {
        this.id = id;
        this.app = app;
        this.json = content.text();
    }

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("app", "_id"), new IndexOptions().unique(true)));
    }
}
