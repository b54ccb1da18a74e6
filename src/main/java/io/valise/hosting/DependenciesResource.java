package io.valise.hosting;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
import io.valise.auth.ReadersMayPreview;
import io.valise.changes.Changes;
import io.valise.changes.Submission;
import io.valise.changes.Submits;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.ContentRef;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/dependencies")
@Tag(name = "Files")
public class DependenciesResource {
    private static final String FILE = "file";

    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Changes changes;

    @Inject
    KeptFiles files;

    @Schema(name = "DependenciesStatus")
    public record Status(
            @Schema(enumeration = "successful") String status,

            @JsonProperty("status_message") @Schema(examples = "kept as functions/package.json; nothing is installed")
            String message) {}

    @GET
    @Path("/status")
    @Operation(
            operationId = "getDependenciesStatus",
            summary = "Always successful: a package.json is kept when its upload is answered")
    public Uni<Status> status() {
        return Uni.createFrom()
                .item(new Status("successful", "kept as " + PackageJson.PATH + "; nothing is installed"));
    }

    @GET
    @Path("/export")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @APIResponse(
            responseCode = "200",
            description = "The file.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Fails(ErrorCode.NotFound)
    @Operation(operationId = "exportDependencies", summary = "The app's functions/package.json")
    public Uni<RestResponse<byte[]>> export() {
        ObjectId appId = app.id();
        return changes.view(current.actor(), appId)
                .flatMap(view -> files.read(appId, view, PackageJson.PATH))
                .onItem()
                .ifNull()
                .failWith(() -> new ApiException(
                        ErrorCode.NotFound,
                        "the app has no " + PackageJson.PATH + "; pull again without --include-package-json"))
                .map(data -> RestResponse.ResponseBuilder.ok(data)
                        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + PackageJson.NAME + "\"")
                        .build());
    }

    @GET
    @Path("/archive")
    @Fails(value = ErrorCode.NotSupported, status = 400)
    @Operation(hidden = true)
    public Uni<Void> archive() {
        throw notSupported();
    }

    @POST
    @Path("/diff")
    @Consumes(Multipart.FORM)
    @RequestBody(
            required = true,
            content =
                    @Content(mediaType = Multipart.FORM, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Audited("dependencies.diff")
    @ReadersMayPreview(always = true)
    @Fails(value = ErrorCode.NotSupported, status = 400)
    @Operation(
            operationId = "diffDependencies",
            summary = "Show what a package.json would change. Read-only keys may use this too")
    public Uni<PackageJson.Diff> diff(
            byte @Nullable [] body, @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable MediaType type) {
        ObjectId appId = app.id();
        AuditedRequest request = current.get();
        request.record(Outcome.NOTHING);
        return sent(body, type)
                .flatMap(sent -> changes.view(request.actor(), appId)
                        .flatMap(view -> files.read(appId, view, PackageJson.PATH))
                        .map(kept -> sent.since(PackageJson.kept(kept))));
    }

    @PUT
    @Consumes(Multipart.FORM)
    @RequestBody(
            required = true,
            content =
                    @Content(mediaType = Multipart.FORM, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Audited("dependencies.upload")
    @Submits
    @Fails(value = ErrorCode.NotSupported, status = 400)
    @Operation(
            operationId = "uploadDependencies",
            summary = "Replace the app's functions/package.json",
            description = "The part `file` is the package.json. Kept as a file of the app. Nothing is installed.")
    public Uni<Void> upload(byte @Nullable [] body, @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable MediaType type) {
        ObjectId appId = app.id();
        AuditedRequest request = current.get();
        return sent(body, type)
                .map(sent -> files.content(appId, PackageJson.PATH, sent.data()))
                .flatMap(content -> {
                    ContentRef ref = content.ref();
                    return changes.submit(
                            Submission.of(request.actor(), appId).writing(files.write(List.of(content))),
                            view -> ChangeSet.of(files.put(view, PackageJson.PATH, ref)));
                })
                .map(request::recorded)
                .replaceWithVoid();
    }

    private static Uni<PackageJson> sent(byte @Nullable [] body, @Nullable MediaType type) {
        return Multipart.read(body, type).map(parts -> {
            Multipart.Part file = parts.require(FILE);
            if (!PackageJson.NAME.equals(file.fileName())) {
                throw notSupported();
            }
            return PackageJson.sent(file.data());
        });
    }

    private static ApiException notSupported() {
        return new ApiException(
                        ErrorCode.NotSupported,
                        "archives of node_modules are not supported, because nothing is installed here: repeat the"
                                + " command with --include-package-json in place of --include-node-modules (or -d), or"
                                + " without it")
                .withStatus(400);
    }
}
