package io.valise.values;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.auth.ReadersMayPreview;
import io.valise.bulk.Bodies;
import io.valise.bulk.BulkImports;
import io.valise.bulk.ImportResult;
import io.valise.changes.Submits;
import io.valise.contents.Contents;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.json.Json;
import io.valise.revisions.Limits;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Creates and updates many values in one change. */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/values/import")
@Tag(name = "Values")
public class ValuesImportResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Bodies bodies;

    @Inject
    BulkImports imports;

    @Inject
    Contents contents;

    @Inject
    Limits limits;

    /** An object of names and contents, in JSON or YAML. */
    @Schema(
            name = "ValuesByName",
            type = SchemaType.OBJECT,
            additionalProperties = Json.class,
            description = "Each name with its content, any JSON. At most 8 MiB.",
            examples = "{\"greeting\": \"hello\", \"retries\": 3}")
    interface ValuesByName {}

    @POST
    @Blocking
    @Consumes({Bodies.DOTENV, Bodies.JSON, Bodies.YAML, Bodies.X_YAML, Bodies.TEXT_YAML})
    @Audited("value.import")
    @ReadersMayPreview
    @Operation(
            operationId = "importValues",
            summary = "Import values from dotenv, JSON or YAML",
            description = "Creates and updates values in one change, which joins your draft or is deployed immediately."
                    + " If anything in the body is wrong, all problems are listed and nothing is imported.")
    @Submits
    @Fails(ErrorCode.BadRequest)
    @RequestBody(
            required = true,
            content = {
                // First, because generated clients send the first.
                @Content(mediaType = Bodies.JSON, schema = @Schema(implementation = ValuesByName.class)),
                @Content(
                        mediaType = Bodies.DOTENV,
                        schema =
                                @Schema(
                                        type = SchemaType.STRING,
                                        description = "Dotenv: lines of NAME=content, a string. At most 8 MiB.",
                                        examples = "greeting='hello'")),
                @Content(mediaType = Bodies.YAML, schema = @Schema(implementation = ValuesByName.class))
            })
    public Uni<ImportResult> importValues(
            @Context HttpHeaders headers,
            @Parameter(description = "Remove the values that the body does not name.") @QueryParam("replace")
                    boolean replace,
            @Parameter(description = "Change nothing and return what would change. Read-only keys may use this too.")
                    @QueryParam("diff")
                    boolean diff,
            @Parameter(description = "Allow a content to replace a link to a secret.") @QueryParam("unlink")
                    boolean unlink,
            @Parameter(
                            description = "With `replace`, keep values that link to a secret although the body does not"
                                    + " name them: it cannot express links.")
                    @QueryParam("keep_links")
                    boolean keepLinks,
            InputStream body)
            throws IOException {
        AuditedRequest request = current.get();
        ObjectId appId = app.id();
        ValueImport kind = new ValueImport(appId, contents, limits, unlink, keepLinks);
        return imports.run(new BulkImports.Order<>(
                        request.actor(), appId, bodies.read(headers.getMediaType(), body, kind), kind, replace, diff))
                .map(request::recorded);
    }
}
