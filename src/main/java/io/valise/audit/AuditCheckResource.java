package io.valise.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a project's log is complete and unaltered. Clients that do not trust this service can export the log and
 * check it themselves.
 */
@Path("/api/admin/v3.0/groups/{groupId}/audit/check")
@Tag(name = "Audit")
public class AuditCheckResource {
    @Inject
    CurrentRequest current;

    @Inject
    AuditLog log;

    @Schema(name = "AuditCheck")
    public record Check(
            @Schema(description = "The number of records that were read.", examples = "42")
            long entries,

            @Schema(
                    description =
                            "The hash of the last valid record. Keep a copy elsewhere, to detect a truncated log.",
                    examples = Chain.FIRST)
            String head,

            @Schema(
                    description = "Whether no record was changed, removed, inserted or moved, and none is missing at"
                            + " the end.")
            boolean intact,

            @JsonProperty("broken_at")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "The number of the first invalid or missing record.", examples = "17")
            @Nullable
            Long brokenAt,

            @JsonProperty("signed_to")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(
                    description = "The number of the newest record that the signed head names. The head is stored"
                            + " outside the log and is updated shortly after it; absent if there is none.",
                    examples = "42")
            @Nullable
            Long signedTo,

            @JsonProperty("cut_off")
            @Schema(description = "Whether the newest records are missing, or the signed head that is needed to tell.")
            boolean cutOff) {}

    @GET
    @Operation(operationId = "checkAudit", summary = "Check that the project's log is complete and unaltered")
    public Uni<Check> check() {
        return log.check(current.actor().project());
    }
}
