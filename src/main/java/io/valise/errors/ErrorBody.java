package io.valise.errors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of every error answer. */
@Schema(name = "Error")
public record ErrorBody(
        @Schema(description = "One sentence for people.", examples = "secret not found: \"6650c0ffee0123456789abcd\"")
        String error,

        @Schema(description = "The error code, for programs.", examples = "SecretNotFound") @JsonProperty("error_code")
        String errorCode,

        @Schema(description = "Where this error is documented.", examples = ErrorSettings.PAGE + "#SecretNotFound")
        String link,

        @Schema(description = "The fields or items it is about, if any.") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ApiException.FieldError> details,

        @Schema(description = "For a draft: the items that conflict with other deployments.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ApiException.Conflict> conflicts,

        @Schema(description = "If there are conflicts: the number of the newest revision.", examples = "7")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        Long revision) {}
