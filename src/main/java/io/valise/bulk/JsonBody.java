package io.valise.bulk;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.json.Json;
import io.valise.revisions.EntityName;
import java.io.IOException;

/** Reads a JSON object of names and contents. Fails with the parser's exception if the text is not valid JSON. */
final class JsonBody {
    private JsonBody() {}

    static void read(JsonParser in, Batch<?> batch) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(in, "not an object");
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            String place = place(name, in.currentTokenLocation());
            if (in.nextToken() == JsonToken.VALUE_STRING) {
                batch.addText(place, name, in.getText());
            } else {
                batch.addJson(place, name, json(in));
            }
        }
        if (in.nextToken() != null) {
            throw new JsonParseException(in, "more than one object");
        }
    }

    /** Reads the JSON at the parser's place. What follows it is the rest of the object. */
    private static Json json(JsonParser in) throws IOException {
        return ((ObjectMapper) in.getCodec())
                .readerFor(Json.class)
                .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readValue(in);
    }

    private static String place(String name, JsonLocation location) {
        return EntityName.Rule.canBeShown(name)
                ? name
                : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
