package io.valise.contents;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.valise.json.Json;
import io.valise.revisions.Hash;
import java.nio.charset.StandardCharsets;
import org.bson.types.ObjectId;

/** One version of a value's content, immutable. The value's entry refers to the current version. */
@MongoEntity(collection = "values")
public class Value extends Content {
    /** The JSON as text, so that its numbers keep their digits. */
    public String json;

    public Value() {}

    public Value(ObjectId app, Json content) {
        this(app, new ObjectId(), content);
    }

    public Value(ObjectId app, ObjectId id, Json content) {
        super(app, id);
        this.json = content.text();
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
}
