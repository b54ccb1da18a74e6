package io.valise.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON, kept as compact text. A number keeps the digits it was sent with: it is never converted to a binary
 * floating point number, so 12345678901234567890 and 1.10 are returned unchanged.
 */
@JsonSerialize(using = Json.Writer.class)
@JsonDeserialize(using = Json.Reader.class)
@Schema(name = "Json", description = "Any JSON: string, number, boolean, null, array or object.")
public record Json(String text) {
    public static final Json NULL = new Json("null");

    /** Returns the text as a JSON string. */
    public static Json ofText(String text) {
        return new Json('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"');
    }

    /** Returns the size of the text in bytes of UTF-8. */
    public int size() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Returns whether both are the same JSON by the equality of {@link Tree}, which ignores key order and number
     * format.
     */
    public boolean sameAs(Json other) {
        return text.equals(other.text) || Tree.known(text).equals(Tree.known(other.text));
    }

    /**
     * Replaces each unpaired surrogate in a JSON text by its escape. JSON can express it only as an escape in a string,
     * and neither UTF-8 nor the store can hold it as a character.
     */
    public static String withEscapedSurrogates(String json) {
        if (json.codePoints().noneMatch(Json::isUnpaired)) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        json.codePoints().forEach(point -> {
            if (isUnpaired(point)) {
                escaped.append(String.format("\\u%04x", point));
            } else {
                escaped.appendCodePoint(point);
            }
        });
        return escaped.toString();
    }

    private static boolean isUnpaired(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    static final class Writer extends JsonSerializer<Json> {
        @Override
        public void serialize(Json json, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeRawValue(json.text());
        }
    }

    static final class Reader extends StdDeserializer<Json> {
        Reader() {
            super(Json.class);
        }

        @Override
        public Json deserialize(JsonParser in, DeserializationContext context) throws IOException {
            StringWriter text = new StringWriter();
            try (JsonGenerator out = in.getCodec().getFactory().createGenerator(text)) {
                copy(in, out);
            }
            return new Json(withEscapedSurrogates(text.toString()));
        }

        /** The JSON literal null is a value, not an absent field. */
        @Override
        public Json getNullValue(DeserializationContext context) {
            return NULL;
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }

        /** Copies the text of numbers. Jackson's {@code copyCurrentStructure} converts them to binary numbers. */
        private static void copy(JsonParser in, JsonGenerator out) throws IOException {
            int depth = 0;
            do {
                JsonToken token = in.currentToken();
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
                if (token.isNumeric()) {
                    out.writeNumber(in.getText());
                } else {
                    out.copyCurrentEvent(in);
                }
            } while (depth > 0 && in.nextToken() != null);
        }
    }
}
