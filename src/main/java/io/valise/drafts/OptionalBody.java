package io.valise.drafts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.errors.ApiException;
import io.valise.platform.DisplayName;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Parses the bodies of routes whose body is optional. Clients send no body, with or without a media type, or
 * {@code {}}, or a full body. The framework would require a media type, so they are read here.
 */
@Singleton
class OptionalBody {
    private final ObjectMapper mapper;

    OptionalBody(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Schema(name = "NameOnly")
    public record NameOnly(
            @Schema(
                    description = "A display name.",
                    maxLength = DisplayName.MAX_LENGTH,
                    examples = "rotate the payment keys")
            @Nullable
            String name) {}

    @Schema(name = "DraftCreation")
    public record DraftCreation(
            @Schema(
                    description = "Ignored: a draft has no name.",
                    maxLength = DisplayName.MAX_LENGTH,
                    examples = "rotate the payment keys")
            @Nullable
            String name,

            @Schema(
                    description = "The newest revision that the caller has seen; 412 if there is a newer one.",
                    examples = "7")
            @Nullable
            Long base) {}

    @Schema(name = "DraftRebase")
    public record DraftRebase(
            @Schema(description = "The newest revision, which the decisions are based on.", examples = "7") @Nullable
            Long revision,

            @Schema(
                    description = "The `_id`s of conflicts in which the draft's change is kept.",
                    examples = "[\"6650c0ffee0123456789abcd\"]")
            @JsonProperty("mine")
            @Nullable
            List<String> mine,

            @Schema(
                    description = "The `_id`s of conflicts in which the draft's change is dropped.",
                    examples = "[\"environment\"]")
            @JsonProperty("theirs")
            @Nullable
            List<String> theirs) {}

    /** The name in the body of a deployment; null if there is none. Fails like any other JSON body. */
    @Nullable
    String name(byte @Nullable [] body) throws IOException {
        NameOnly read = read(body, NameOnly.class);
        return read == null ? null : checked(read.name);
    }

    /** The body of a draft's creation; null if there is none. */
    @Nullable
    DraftCreation creation(byte @Nullable [] body) throws IOException {
        DraftCreation read = read(body, DraftCreation.class);
        String unused = read == null ? null : checked(read.name);
        return read;
    }

    /** The body of a rebase; null if there is none. */
    @Nullable
    DraftRebase rebase(byte @Nullable [] body) throws IOException {
        return read(body, DraftRebase.class);
    }

    private static @Nullable String checked(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        String broken = DisplayName.Rule.broken(name);
        if (broken != null) {
            throw ApiException.invalid("name", broken);
        }
        return name;
    }

    private <T> @Nullable T read(byte @Nullable [] body, Class<T> type) throws IOException {
        return body == null || body.length == 0 ? null : mapper.readValue(body, type);
    }
}
