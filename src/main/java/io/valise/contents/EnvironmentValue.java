package io.valise.contents;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.valise.json.Json;
import io.valise.revisions.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** One version of an environment value's content, immutable: the JSON for each tag that has one. */
@MongoEntity(collection = "environment_values")
public class EnvironmentValue extends Content {
    /** The API's name for the column of apps without a tag. */
    public static final String NO_TAG = "none";

    /** The API's names of all columns. */
    public static final List<String> TAGS = List.of(NO_TAG, "development", "testing", "qa", "production");

    /** The JSON as text, by the API's name of the tag ({@code none} for no tag). */
    public Map<String, String> columns;

    public EnvironmentValue() {}

    public EnvironmentValue(ObjectId app, Map<String, Json> values) {
        super(app, new ObjectId());
        this.columns = new LinkedHashMap<>();
        values.forEach((tag, json) -> columns.put(tag, json.text()));
    }

    /** The JSON for an app with this tag, {@code ""} for none; null if the tag has none. */
    public @Nullable String json(String tag) {
        return columns.get(tag.isEmpty() ? NO_TAG : tag);
    }

    /** Covers the columns in order of their names, each name and JSON preceded by its length. */
    @Override
    public Hash hash() {
        List<byte[]> parts = new ArrayList<>();
        new TreeMap<>(columns).forEach((tag, json) -> {
            parts.add(tag.getBytes(StandardCharsets.UTF_8));
            parts.add(json.getBytes(StandardCharsets.UTF_8));
        });
        return Hash.ofParts(parts);
    }

    @Override
    public int size() {
        return columns.values().stream().mapToInt(String::length).sum();
    }
}
