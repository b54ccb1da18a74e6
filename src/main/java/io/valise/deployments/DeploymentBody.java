package io.valise.deployments;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.valise.revisions.Revision;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A deployment as the API returns it. */
@Schema(name = "Deployment")
public record DeploymentBody(
        @JsonProperty("_id") @Schema(examples = "6650c0ffee0123456789abcd")
        String id,

        @Schema(description = "Its id, unless it was given one.", examples = "rotate the payment keys")
        String name,

        @JsonProperty("app_id") @Schema(description = "The app.")
        String appId,

        @JsonProperty("draft_id") @Schema(description = "Null for a change that was deployed by itself.") @Nullable
        String draftId,

        @JsonProperty("user_id") @Schema(description = "Who deployed it: an API key.")
        String userId,

        @JsonProperty("deployed_at") @Schema(description = "In UNIX seconds.")
        long deployedAt,

        @Schema(
                description = "The kind of client that it came from.",
                enumeration = {"API", "CLI", "UI", "VALISE"})
        String origin,

        @Schema(enumeration = {"created", "pending", "successful", "failed"})
        String status,

        @JsonProperty("status_error_message") @Schema(description = "Empty unless it failed.", examples = "")
        String statusErrorMessage,

        @Schema(description = "The revision that it made; null if it failed.", examples = "7") @Nullable
        Long revision,

        @JsonProperty("redeployed_from")
        @Schema(description = "The deployment that it went back to, if it did.", examples = "6650c0ffee0123456789abcd")
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
