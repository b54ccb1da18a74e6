package io.valise.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists and leaves that are equal where the JSON is; a number is equal by its digits. */
final class JsonTree {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** A string, a number, or one of the literals. The token tells {@code "1"} from {@code 1}. */
    private record Leaf(JsonToken token, String text) {}

    private JsonTree() {}

    static Object of(String json) {
        try (JsonParser in = FACTORY.createParser(json)) {
            in.nextToken();
            return read(in);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a kept JSON is malformed", impossible);
        }
    }

    private static Object read(JsonParser in) throws IOException {
        switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new HashMap<>();
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String name = in.currentName();
                    in.nextToken();
                    object.put(name, read(in));
                }
                return object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    array.add(read(in));
                }
                return array;
            }
            default -> {
                return new Leaf(in.currentToken(), in.getText());
            }
        }
    }
}
