package io.valise.transfer;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.apps.App;
import io.valise.apps.CurrentApp;
import io.valise.audit.Actor;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
import io.valise.auth.ReadersMayPreview;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.files.Bundle;
import io.valise.files.Bundles;
import io.valise.files.JsonIntake;
import io.valise.files.Upload;
import io.valise.files.ZipIntake;
import io.valise.revisions.Limits;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}")
@Tag(name = "Files")
@Consumes({MediaType.APPLICATION_JSON, ExportResource.ZIP})
public class ImportResource {
    static final String BY_NAME = "replace-by-name";

    @Inject
    SignedDocuments documents;

    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    AppImports imports;

    @Inject
    Revisions revisions;

    @Inject
    Bundles bundles;

    @Inject
    Limits limits;

    @POST
    @Path("/import")
    @RequestBody(
            description = "The whole app. Anything absent is removed.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)),
                @Content(mediaType = ExportResource.ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(
            responseCode = "200",
            description = "With `diff`: a unified diff for each file that would change.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class)))
    @APIResponse(responseCode = "204", description = "Imported into the caller's draft, or deployed.")
    @Audited("app.import")
    @ReadersMayPreview
    @Fails(ErrorCode.PreconditionFailed)
    @Operation(
            operationId = "importApp",
            summary =
                    "Replace the app's configuration with the body, or with another app's deployed one except its tag")
    public Uni<Response> importApp(
            byte @Nullable [] body,
            @Parameter(
                            description = "The only supported strategy.",
                            schema = @Schema(implementation = String.class, enumeration = BY_NAME))
                    @QueryParam("strategy")
                    @Nullable
                    String strategy,
            @Parameter(description = "Change nothing and return what would change. Read-only keys may use this too.")
                    @QueryParam("diff")
                    boolean diff,
            @Parameter(
                            description =
                                    "The id of another app in the project, whose deployed configuration is imported.",
                            example = "6650c0ffee0123456789abcd")
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(
                            description =
                                    "The newest revision that the caller has seen, or the base of the caller's draft.",
                            example = "57",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("base")
                    @Nullable
                    String base) {
        if (strategy != null && !strategy.equals(BY_NAME)) {
            throw ApiException.invalid("strategy", "must be " + BY_NAME);
        }
        AuditedRequest request = current.get();
        Actor actor = request.actor();
        App now = app.get();
        Function<View, Uni<Upload>> source = from == null ? sent(body) : promoted(actor.project(), from);
        if (diff) {
            request.record(Outcome.NOTHING);
            return imports.diff(actor, now, source)
                    .map(request::recorded)
                    .map(diffs ->
                            Response.ok(diffs, MediaType.APPLICATION_JSON_TYPE).build());
        }
        return imports.apply(actor, now, base(base), source)
                .map(request::recorded)
                .map(x -> Response.noContent().build());
    }

    @PATCH
    @Path("/push")
    @RequestBody(
            description = "The whole app, as `pull` returns it. Anything absent is removed.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)),
                @Content(mediaType = ExportResource.ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @Audited("app.push")
    @Operation(
            operationId = "pushApp",
            summary = "Replace the app's configuration with the body: files in a zip, or JSON")
    public Uni<Void> push(byte @Nullable [] body) {
        AuditedRequest request = current.get();
        return imports.apply(request.actor(), app.get(), null, sent(body))
                .map(request::recorded)
                .replaceWithVoid();
    }

    private static @Nullable Long base(@Nullable String number) {
        if (number == null) {
            return null;
        }
        if (!number.matches("[0-9]{1,15}")) {
            throw ApiException.invalid("base", "must be the number of a revision");
        }
        return Long.valueOf(number);
    }

    private Function<View, Uni<Upload>> sent(byte @Nullable [] body) {
        byte[] data = body == null ? new byte[0] : body;
        boolean zip = data.length > 1 && data[0] == 'P' && data[1] == 'K';
        return view -> Uni.createFrom()
                .item(data)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(bytes -> zip ? ZipIntake.read(bytes, limits) : JsonIntake.read(bytes, limits));
    }

    /** Keeps the tag, which distinguishes a development app from its production app, and the notes of secrets. */
    private Function<View, Uni<Upload>> promoted(ObjectId project, String from) {
        return view -> other(project, from)
                .flatMap(other -> revisions.current(other.id))
                .flatMap(revision -> bundles.read(revision.app, revision.view()))
                .map(bundle -> Upload.of(new Bundle(
                        view.tag(),
                        bundle.values(),
                        bundle.environment(),
                        bundle.parts(),
                        bundle.notes().withoutSecrets())));
    }

    private Uni<App> other(ObjectId project, String id) {
        Uni<@Nullable App> found = ObjectId.isValid(id)
                ? documents.withId(App.stored(), new ObjectId(id))
                : Uni.createFrom().nullItem();
        return found.map(other -> other != null && other.project.equals(project) ? other : null)
                .onItem()
                .ifNull()
                .failWith(() -> Revisions.appNotFound(id));
    }
}
