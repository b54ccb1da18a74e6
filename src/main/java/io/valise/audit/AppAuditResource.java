package io.valise.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A project's audit records of one app: pages as JSON, or all of them as JSON lines, streamed as they are read. */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/audit")
@Tag(name = "Audit")
public class AppAuditResource {
    @Inject
    CurrentRequest current;

    @Inject
    AuditLog log;

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "listAppAudit", summary = "List the app's audit records, newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page of records; all of them if JSON lines are requested.",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = AuditRecord.class)),
                @Content(mediaType = Page.LINES, schema = @Schema(implementation = AuditRecord.class))
            })
    public Uni<List<AuditRecord>> list(@BeanParam Page page) {
        return log.records(current.actor(), records(), page, Page.DEFAULT)
                .collect()
                .asList();
    }

    @GET
    @Produces(Page.LINES_IF_ASKED_FOR)
    @Operation(hidden = true)
    public Multi<AuditRecord> lines(@BeanParam Page page) {
        return log.records(current.actor(), records(), page, Page.ALL);
    }

    private Document records() {
        return new Document("scope", Objects.requireNonNull(current.get().app()));
    }
}
