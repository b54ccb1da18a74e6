package io.valise.deployments;

import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of routes that need none: clients send nothing, {@code {}} or a name. */
@Schema(name = "NameOnly")
public record NameOnly(
        @Size(max = 128, message = "must have at most 128 characters")
        @Schema(examples = "rotate the payment keys")
        @Nullable
        String name) {

    /** The name; null if there is no body, or no name in it. */
    static @Nullable String of(@Nullable NameOnly body) {
        return body == null || body.name() == null || body.name().isBlank() ? null : body.name();
    }
}
