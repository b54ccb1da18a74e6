package io.valise.secrets;

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
import io.valise.crypto.Sealer;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
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

/** Creates and updates many secrets in one change. Returns names, never contents. */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/secrets/import")
@Tag(name = "Secrets")
public class SecretsImportResource {
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
    Sealer sealer;

    @Inject
    Limits limits;

    @Inject
    SecretComparison comparison;

    /** An object of names and contents, in JSON or YAML. */
    @Schema(
            name = "SecretsByName",
            type = SchemaType.OBJECT,
            additionalProperties = String.class,
            description = "Each name with its content, a string of 1 to 500 characters. At most 8 MiB.",
            examples = "{\"api-key\": \"made-up-content\"}")
    interface SecretsByName {}

    @POST
    @Blocking
    @Consumes({Bodies.DOTENV, Bodies.JSON, Bodies.YAML, Bodies.X_YAML, Bodies.TEXT_YAML})
    @Audited("secret.import")
    @ReadersMayPreview
    @Operation(
            operationId = "importSecrets",
            summary = "Import secrets from dotenv, JSON or YAML",
            description =
                    "Creates and updates secrets in one change, which joins your draft or is deployed immediately."
                            + " If anything in the body is wrong, all problems are listed and nothing is imported.")
    @Submits
    @Fails({ErrorCode.BadRequest, ErrorCode.SecretInUse})
    @RequestBody(
            required = true,
            content = {
                // First, because generated clients send the first.
                @Content(mediaType = Bodies.JSON, schema = @Schema(implementation = SecretsByName.class)),
                @Content(
                        mediaType = Bodies.DOTENV,
                        schema =
                                @Schema(
                                        type = SchemaType.STRING,
                                        description = "Dotenv: lines of NAME=content. At most 8 MiB.",
                                        examples = "api-key='made-up-content'")),
                @Content(mediaType = Bodies.YAML, schema = @Schema(implementation = SecretsByName.class))
            })
    public Uni<ImportResult> importSecrets(
            @Context HttpHeaders headers,
            @Parameter(description = "Remove the secrets that the body does not name.") @QueryParam("replace")
                    boolean replace,
            @Parameter(description = "Change nothing and return what would change. Read-only keys may use this too.")
                    @QueryParam("diff")
                    boolean diff,
            InputStream body)
            throws IOException {
        AuditedRequest request = current.get();
        ObjectId appId = app.id();
        if (diff) {
            comparison.count(request.actor());
        }
        SecretImport kind = new SecretImport(request.actor(), appId, comparison, contents, sealer, limits);
        return imports.run(new BulkImports.Order<>(
                        request.actor(), appId, bodies.read(headers.getMediaType(), body, kind), kind, replace, diff))
                .map(request::recorded);
    }
}
