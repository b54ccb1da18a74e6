package io.valise.errors;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The only way to answer an error: a code, one sentence for a person, and the fields it is about.
 *
 * <p>The sentence must never contain the content of a secret. There is no stack trace, because an error answer is not a
 * bug of the service.
 */
public final class ApiException extends RuntimeException {
    /** How long a client should wait before it retries when the store does not answer. */
    private static final long STORE_PAUSE_SECONDS = 2;

    private final ErrorCode code;
    private final int status;
    private final List<FieldError> details;
    private final long retryAfter;
    private List<Conflict> conflicts = List.of();
    private @Nullable Long revision;

    public ApiException(ErrorCode code, String sentence) {
        this(code, code.status(), sentence, List.of(), code.status() == 503 ? STORE_PAUSE_SECONDS : 0);
    }

    private ApiException(ErrorCode code, int status, String sentence, List<FieldError> details, long retryAfter) {
        super(sentence, null, false, false);
        this.code = code;
        this.status = status;
        this.details = List.copyOf(details);
        this.retryAfter = retryAfter;
    }

    /** 400 {@code InvalidParameter}: a field breaks a rule. */
    public static ApiException invalid(String field, String rule) {
        return invalid(List.of(new FieldError(field, rule)));
    }

    /** 400 {@code InvalidParameter} with all fields that break a rule, at least one. */
    public static ApiException invalid(List<FieldError> details) {
        FieldError first = details.get(0);
        String sentence = first.field() + ": " + first.error();
        String more = details.size() == 1 ? "" : " (and " + (details.size() - 1) + " more)";
        return new ApiException(
                ErrorCode.InvalidParameter, ErrorCode.InvalidParameter.status(), sentence + more, details, 0);
    }

    /** 401 {@code InvalidSession}: the request has no access token. */
    public static ApiException noAccessToken() {
        return new ApiException(ErrorCode.InvalidSession, "invalid session: no access token was sent");
    }

    /**
     * The same error with a different status, where the contract requires it: a link to a missing secret is 400
     * {@code SecretNotFound} in a body, but 409 in a redeployment.
     */
    public ApiException withStatus(int other) {
        return new ApiException(code, other, getMessage(), details, other == 503 ? STORE_PAUSE_SECONDS : retryAfter);
    }

    /** The same error with the items it is about. */
    public ApiException withDetails(List<FieldError> items) {
        return new ApiException(code, status, getMessage(), items, retryAfter);
    }

    /** The same error with a {@code Retry-After} of this many seconds, at least one. */
    public ApiException withRetryAfter(long seconds) {
        return new ApiException(code, status, getMessage(), details, Math.max(1, seconds));
    }

    /**
     * The same error with the items that conflict with other deployments.
     *
     * @param newest the number of the newest revision
     */
    public ApiException withConflicts(List<Conflict> items, long newest) {
        ApiException same = new ApiException(code, status, getMessage(), details, retryAfter);
        same.conflicts = List.copyOf(items);
        same.revision = newest;
        return same;
    }

    public List<Conflict> conflicts() {
        return conflicts;
    }

    /** The number of the newest revision if there are conflicts; else null. */
    public @Nullable Long revision() {
        return revision;
    }

    /** Whether the failure is an error with this code. */
    public static boolean is(Throwable failure, ErrorCode code) {
        return failure instanceof ApiException api && api.code == code;
    }

    public ErrorCode code() {
        return code;
    }

    public int status() {
        return status;
    }

    public List<FieldError> details() {
        return details;
    }

    /** The value of {@code Retry-After} in seconds; 0 for none. */
    public long retryAfter() {
        return retryAfter;
    }

    /** The sentence; never null. */
    @Override
    public String getMessage() {
        @Nullable String sentence = super.getMessage();
        return sentence == null ? code.name() : sentence;
    }

    /** A broken rule: the field (or item) and the rule. */
    @Schema(name = "FieldError")
    public record FieldError(
            @Schema(description = "The field, or the item.", examples = "name")
            String field,

            @Schema(description = "The rule, or the conflict.", examples = "is required")
            String error) {}

    /** An item of a draft that conflicts with another deployment. */
    @Schema(name = "Conflict")
    public record Conflict(
            @JsonProperty("_id")
            @Schema(
                    description = "The id of the conflict for a rebase: the item's id, `name:<kind>:<name>`, or"
                            + " `environment`.",
                    examples = "6650c0ffee0123456789abcd")
            String id,

            @Schema(examples = "value \"limit\"") String item,

            @Schema(enumeration = {"secret", "value", "environment_value", "file", "environment"})
            String kind,

            @Schema(examples = "limit") String name,

            @Schema(examples = "was changed by another deployment")
            String reason,

            @JsonProperty("modified_by")
            @Schema(
                    description = "The id of the API key that made the conflicting change; null if unknown.",
                    examples = "6650c0ffee0123456789abcd")
            @Nullable
            String modifiedBy,

            @JsonProperty("modified_at")
            @Schema(description = "When the conflicting change was made, in UNIX seconds; null if unknown.")
            @Nullable
            Long modifiedAt) {}
}
