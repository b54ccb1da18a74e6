package io.valise.crypto;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import io.valise.errors.ApiException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Plaintext} from JSON, and refuses to write it. */
final class PlaintextJson {
    private PlaintextJson() {}

    /**
     * Reads a JSON string, or {@code null} as Java's null. Anything else fails with 400, and the message does not
     * repeat the input.
     */
    static final class Reader extends JsonDeserializer<Plaintext> {
        @Override
        public Plaintext deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                @Nullable String field = parser.currentName();
                throw ApiException.invalid(field == null ? "value" : field, "must be a string");
            }
            return Plaintext.of(parser.getText());
        }
    }

    /**
     * Fails instead of writing {@code ***}. A reply with a content in it is a bug that the first test should find, and
     * clients that send the asterisks back would overwrite the real content.
     */
    static final class Refusal extends JsonSerializer<Plaintext> {
        @Override
        public void serialize(Plaintext value, JsonGenerator generator, SerializerProvider provider)
                throws JsonMappingException {
            throw JsonMappingException.from(provider, "the content of a secret is never written as JSON");
        }

        @Override
        public void serializeWithType(
                Plaintext value, JsonGenerator generator, SerializerProvider provider, TypeSerializer type)
                throws JsonMappingException {
            serialize(value, generator, provider);
        }
    }
}
