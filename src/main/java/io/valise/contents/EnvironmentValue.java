package io.valise.contents;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.valise.json.Json;
import io.valise.revisions.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** One content of an environment value, immutable: its JSON for each tag that it is mapped for. */
@MongoEntity(collection = "environment_values")
public class EnvironmentValue extends ReactivePanacheMongoEntityBase implements Content {
    /** In these routes, the name of the column of apps without a tag. */
    public static final String NO_TAG = "none";

    @BsonId
    public ObjectId id;

    public ObjectId app;
    /** By the tag's name in these routes ({@code none} for no tag), the JSON as text. */
    public Map<String, String> columns;
    /** When it was written, or a publication last used it again, in UNIX seconds: the sweep leaves what is young. */
    public long used;

    public EnvironmentValue() {}

    public EnvironmentValue(ObjectId app, Map<String, Json> values) {
        this.id = new ObjectId();
        this.app = app;
        this.used = id.getTimestamp();
        this.columns = new LinkedHashMap<>();
        values.forEach((tag, json) -> columns.put(tag, json.text()));
    }

    /** Its JSON for an app with this tag, {@code ""} for none; null if it is not mapped for it. */
    public @Nullable String json(String tag) {
        return columns.get(tag.isEmpty() ? NO_TAG : tag);
    }

    @Override
    public ObjectId id() {
        return id;
    }

    @Override
    public ObjectId app() {
        return app;
    }

    /** Over its columns by name, each with its length before it. */
    @Override
    public Hash hash() {
        List<byte[]> parts = new ArrayList<>();
        new TreeMap<>(columns).forEach((tag, json) -> {
            for (String part : List.of(tag, json)) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                parts.add(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                parts.add(bytes);
            }
        });
        return Hash.of(parts.toArray(byte[][]::new));
    }

    @Override
    public int size() {
        return columns.values().stream().mapToInt(String::length).sum();
    }

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("app", "used", "_id"), new IndexOptions().unique(true)));
    }
}
