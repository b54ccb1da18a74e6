package io.valise.drafts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.inject.Singleton;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of routes that need none. Clients send nothing, with or without a media type, {@code {}} or a name, so it is
 * read here and not by the framework, which asks for a media type first.
 */
@Schema(name = "NameOnly")
public record NameOnly(
        @Schema(description = "For people.", maxLength = MAX_LENGTH, examples = "rotate the payment keys") @Nullable
        String name) {
    private static final int MAX_LENGTH = 128;

    /** Takes the name out of a body; null if there is no body or no name in it. Fails like any JSON body. */
    @Singleton
    static class Reader {
        private final ObjectMapper mapper;

        Reader(ObjectMapper mapper) {
            this.mapper = mapper;
        }

        @Nullable
        String name(byte @Nullable [] body) throws JsonProcessingException {
            NameOnly read = body == null || body.length == 0 ? null : read(body);
            if (read == null || read.name == null || read.name.isBlank()) {
                return null;
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(read.name)) {
                throw ApiException.invalid("name", "must be well-formed Unicode text");
            }
            if (read.name.codePointCount(0, read.name.length()) > MAX_LENGTH) {
                throw ApiException.invalid("name", "must have at most " + MAX_LENGTH + " characters");
            }
            return read.name;
        }

        private @Nullable NameOnly read(byte[] body) throws JsonProcessingException {
            try {
                return mapper.readValue(body, NameOnly.class);
            } catch (JsonProcessingException malformed) {
                throw malformed;
            } catch (CharConversionException noText) {
                throw new ApiException(ErrorCode.MalformedJson, "the body is not well-formed JSON in UTF-8");
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }
}
