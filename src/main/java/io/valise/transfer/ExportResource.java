package io.valise.transfer;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.apps.App;
import io.valise.apps.CurrentApp;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Changes;
import io.valise.errors.ApiException;
import io.valise.files.AppJson;
import io.valise.files.Bundles;
import io.valise.files.Files;
import io.valise.files.Layout;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}")
@Tag(name = "Files")
public class ExportResource {
    static final String ZIP = "application/zip";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Changes changes;

    @Inject
    Revisions revisions;

    @Inject
    Bundles bundles;

    @Inject
    Clock clock;

    @GET
    @Path("/export")
    @Produces(ZIP)
    @APIResponse(
            responseCode = "200",
            description = "The zip, also to `Accept: application/json`.",
            content = @Content(mediaType = ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Operation(operationId = "exportApp", summary = "The app as a zip of files, without its secrets")
    public RestMulti<byte[]> export(
            @Parameter(description = "The layout: 20180301, 20200603, 20210101 or 20230101.", example = "20210101")
                    @QueryParam("version")
                    @DefaultValue("20210101")
                    String version,
            @Parameter(description = "For use in a repository. Does not change the files.")
                    @QueryParam("source_control")
                    boolean sourceControl,
            @Parameter(description = "Leave out everything that identifies the app.") @QueryParam("template")
                    boolean template,
            @Parameter(
                            description = "The id of a deployment, to export the app as it was then.",
                            example = "6650c0ffee0123456789abcd")
                    @QueryParam("deployment")
                    @Nullable
                    String deployment) {
        if (template && sourceControl) {
            throw ApiException.invalid("template", "cannot be combined with source_control");
        }
        Layout layout = Layout.ofVersion(version);
        if (layout == null) {
            throw ApiException.invalid("version", Layout.rule());
        }
        App now = app.get();
        Uni<View> view = deployment == null
                ? changes.view(current.actor(), now.id)
                : revisions.ofDeployment(now.id, deployment).map(Revision::view);
        return zip(new Files(now, layout, template), view);
    }

    @GET
    @Path("/pull")
    // Lower priority than JSON, which clients without an Accept header get.
    @Produces(ZIP + ";qs=0.5")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Operation(operationId = "pullApp", summary = "The whole app as a zip of files, without its secrets")
    public RestMulti<byte[]> pull() {
        return zip(new Files(app.get(), Layout.V20210101, false), changes.view(current.actor(), app.id()));
    }

    @GET
    @Path("/pull")
    @Produces(MediaType.APPLICATION_JSON)
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @Operation(operationId = "pullAppJson", summary = "The whole app as JSON, without its secrets")
    public Uni<String> pullJson() {
        App now = app.get();
        Files files = new Files(now, Layout.V20210101, false);
        return changes.view(current.actor(), now.id)
                .flatMap(view -> bundles.read(now.id, view))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(bundle -> AppJson.of(files, bundle).compact());
    }

    private RestMulti<byte[]> zip(Files files, Uni<View> view) {
        String name = files.app().name + "_" + TIME.format(clock.instant()) + ".zip";
        Map<String, List<String>> headers = Map.of(
                HttpHeaders.CONTENT_TYPE,
                List.of(ZIP),
                HttpHeaders.CONTENT_DISPOSITION,
                List.of("attachment; filename=\"" + name + "\""));
        // Check first: once the response has begun, it could only be aborted.
        return RestMulti.fromUniResponse(
                view.call(seen -> bundles.requireSound(files.app().id, seen)),
                seen -> new Export(bundles, files, seen).zip(),
                seen -> headers);
    }
}
