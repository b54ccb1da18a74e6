package io.valise.bulk;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.valise.json.Json;
import java.io.IOException;

/** Reads a JSON object of names and contents. Fails with the parser's exception where the text is no JSON. */
final class JsonBody {
    private JsonBody() {}

    static void read(JsonParser in, Batch<?> batch) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(in, "no object");
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            String place = place(name, in.currentTokenLocation());
            if (in.nextToken() == JsonToken.VALUE_STRING) {
                batch.addText(place, name, in.getText());
            } else {
                batch.addJson(place, name, in.readValueAs(Json.class));
            }
        }
        if (in.nextToken() != null) {
            throw new JsonParseException(in, "more than one object");
        }
    }

    private static String place(String name, JsonLocation location) {
        return Batch.canBeShown(name) ? name : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
