package io.valise.deployments;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.valise.revisions.Revision;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A deployment as the API returns it. */
@Schema(name = "Deployment")
public record DeploymentBody(
        @JsonProperty("_id") String id,

        @Schema(description = "The name it was given, or else its id.", examples = "rotate the payment keys")
        String name,

        @JsonProperty("app_id") @Schema(description = "The app's id.")
        String appId,

        @JsonProperty("draft_id")
        @Schema(description = "Null for a change that was deployed without a draft.")
        @Nullable
        String draftId,

        @JsonProperty("user_id") @Schema(description = "The id of the API key that deployed it.")
        String userId,

        @JsonProperty("deployed_at") long deployedAt,

        @Schema(
                description = "The kind of client that deployed it.",
                enumeration = {"API", "CLI", "UI", "VALISE"})
        String origin,

        @Schema(enumeration = {"created", "pending", "successful", "failed"})
        String status,

        @JsonProperty("status_error_message") @Schema(description = "Empty unless it failed.", examples = "")
        String statusErrorMessage,

        @Schema(description = "The revision that it made; null if it failed.", examples = "7") @Nullable
        Long revision,

        @JsonProperty("redeployed_from")
        @Schema(description = "The earlier deployment that it restored, if any.", examples = "6650c0ffee0123456789abcd")
        @Nullable
        String redeployedFrom) {

    public static DeploymentBody of(Revision revision) {
        String id = revision.id.toHexString();
        return new DeploymentBody(
                id,
                revision.name == null ? id : revision.name,
                revision.app.toHexString(),
                hex(revision.draft),
                revision.user.toHexString(),
                revision.deployedAt,
                revision.origin,
                "successful",
                "",
                revision.number,
                hex(revision.redeployedFrom));
    }

    static DeploymentBody of(FailedDeployment failed) {
        String id = failed.id.toHexString();
        return new DeploymentBody(
                id,
                id,
                failed.app.toHexString(),
                failed.draft.toHexString(),
                failed.user.toHexString(),
                failed.at,
                failed.origin,
                "failed",
                failed.reason,
                null,
                null);
    }

    private static @Nullable String hex(@Nullable ObjectId id) {
        return id == null ? null : id.toHexString();
    }
}
