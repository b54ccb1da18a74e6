package io.valise.hosting;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
import io.valise.changes.Submits;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.json.Tree;
import io.valise.platform.PublicAddress;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/hosting")
@Tag(name = "Files")
public class HostingResource {
    private static final String ASSET = "/assets/asset";
    private static final String PATH = "The asset's path. It begins with a slash.";
    private static final String PATH_EXAMPLE = "/index.html";

    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Assets assets;

    @Inject
    Downloads downloads;

    @Inject
    PublicAddress addresses;

    @Schema(name = "HostingAsset")
    public record AssetBody(
            @Schema(examples = PATH_EXAMPLE) String path,

            @Schema(description = "The MD5 of the content.", examples = "d41d8cd98f00b204e9800998ecf8427e")
            String hash,

            @Schema(description = "In bytes.", examples = "512")
            int size,

            @JsonProperty("last_modified") long lastModified,

            @JsonProperty("appId") @Schema(examples = "6650c0ffee0123456789abcd")
            String appId,

            @Schema(description = "The headers for a web server. Valise does not send them.")
            List<Attribute> attrs,

            @Schema(
                    description = "Where to download the content, within an hour and without an access token.",
                    examples = "https://valise.example/api/hosting/v1/assets?app=6650c0ffee0123456789abcd")
            String url) {}

    @Schema(name = "AssetAttributes")
    public record AttributesBody(
            @NotNull(message = "is required") @Schema(required = true)
            List<@Nullable Attribute> attributes) {}

    @Schema(name = "CacheReset")
    public record CacheBody(
            @Schema(examples = "true") boolean invalidate,

            @Nullable @Schema(examples = "/*", maxLength = 1_024)
            String path) {}

    @GET
    @Path("/assets")
    @Operation(operationId = "listHostingAssets", summary = "The hosting assets: the files in hosting/files")
    public Uni<List<AssetBody>> list(@Context HttpServerRequest request) {
        ObjectId appId = app.id();
        return assets.list(current.actor(), appId)
                .map(all -> all.stream()
                        .map(asset -> new AssetBody(
                                asset.path(),
                                asset.md5(),
                                asset.size(),
                                asset.modified(),
                                appId.toHexString(),
                                asset.attributes(),
                                addresses.of(
                                        request, DownloadResource.address(downloads.permit(appId, asset.content())))))
                        .toList());
    }

    @PUT
    @Path(ASSET)
    @Consumes({Multipart.MIXED, Multipart.FORM})
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = Multipart.MIXED,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Audited("hosting.upload")
    @Submits
    @Operation(
            operationId = "uploadHostingAsset",
            summary = "Add or replace a hosting asset",
            description = "The part `meta` is JSON with the `path` and the `attrs`, the part `file` is the content."
                    + " Kept as a file of the app. It is not served as a web site.")
    public Uni<Void> upload(byte @Nullable [] body, @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable MediaType type) {
        AuditedRequest request = current.get();
        ObjectId appId = app.id();
        return Multipart.read(body, type)
                .map(HostingResource::sent)
                .flatMap(sent -> assets.put(request.actor(), appId, sent))
                .map(request::recorded)
                .replaceWithVoid();
    }

    private static Assets.Sent sent(Multipart parts) {
        Tree meta = json(parts.require("meta").data());
        if (!(meta instanceof Tree.Fields fields && fields.get("path") instanceof Tree.Text path)) {
            throw ApiException.invalid("meta.path", "is required: a string");
        }
        List<Attribute> attributes = Attribute.valid("meta.attrs", Metadata.attributes(fields.get("attrs")));
        return new Assets.Sent(path.value(), parts.require("file").data(), attributes);
    }

    private static Tree json(byte[] meta) {
        try {
            return Tree.read(meta, Tree::whole);
        } catch (Tree.Malformed failure) {
            throw new ApiException(ErrorCode.MalformedJson, "meta " + failure.rule());
        }
    }

    @PATCH
    @Path(ASSET)
    @Consumes(MediaType.APPLICATION_JSON)
    @Audited("hosting.update")
    @Submits
    @Fails(ErrorCode.NotFound)
    @Operation(operationId = "updateHostingAsset", summary = "Replace the attributes of a hosting asset")
    public Uni<Void> update(
            @Parameter(description = PATH, example = PATH_EXAMPLE) @QueryParam("path") @Nullable String path,
            @Valid @NotNull(message = "is required") AttributesBody body) {
        List<Attribute> attributes = Attribute.valid("attributes", body.attributes());
        AuditedRequest request = current.get();
        return assets.describe(request.actor(), app.id(), required(path), attributes)
                .map(request::recorded)
                .replaceWithVoid();
    }

    @DELETE
    @Path(ASSET)
    @Audited("hosting.delete")
    @Submits
    @Fails(ErrorCode.NotFound)
    @Operation(operationId = "deleteHostingAsset", summary = "Delete a hosting asset")
    public Uni<Void> delete(
            @Parameter(description = PATH, example = PATH_EXAMPLE) @QueryParam("path") @Nullable String path) {
        AuditedRequest request = current.get();
        return assets.remove(request.actor(), app.id(), required(path))
                .map(request::recorded)
                .replaceWithVoid();
    }

    @PUT
    @Path("/cache")
    @Consumes(MediaType.APPLICATION_JSON)
    @Audited("hosting.reset")
    @Operation(
            operationId = "resetHostingCache",
            summary = "Does nothing: there is no cache in front of hosting assets, because they are not served")
    public Uni<Void> reset(@Valid @NotNull(message = "is required") CacheBody body) {
        current.get().record(Outcome.NOTHING);
        return Uni.createFrom().voidItem();
    }

    private static String required(@Nullable String path) {
        if (path == null) {
            throw ApiException.invalid("path", "is required");
        }
        return path;
    }
}
