package io.valise.runtime;

import io.smallrye.mutiny.Uni;
import io.valise.audit.ReadCounts;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.revisions.EntityTags;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The run-time API: programs read their values, from memory, and follow deployments. */
@Path("/api/client/v1/apps/{clientAppId}")
@Tag(name = "Run time")
@SecurityRequirement(name = "runtimeToken")
public class RuntimeResource {
    static final String REVISION = "Valise-Revision";
    private static final String READER = "for";
    private static final String DATA = "Valise-Data";
    private static final String CLIENT_APP_ID = "The app's client_app_id.";
    private static final String UNCHANGED = "If-None-Match names the newest revision.";
    private static final String APP_EXAMPLE = "shop-abcde";
    private static final int LONGEST_WAIT = 60;

    @Inject
    RuntimeTokens tokens;

    @Inject
    Snapshots snapshots;

    @Inject
    LongPolls polls;

    @Inject
    EventStreams streams;

    @Inject
    ReadCounts counts;

    @GET
    @Path("/values")
    @Operation(
            operationId = "readValues",
            summary = "All values that the token may read, resolved",
            description = "As JSON, or as a file for other programs. A dotenv file is written for one reader, which"
                    + " reads every content unchanged; a value with a content that it cannot read is refused by name"
                    + " (`NotWritable`).")
    @Fails(value = ErrorCode.NotWritable)
    @Fails({ErrorCode.AppNotFound, ErrorCode.LimitExceeded})
    @APIResponse(
            responseCode = "200",
            description = "The values of one revision.",
            headers = {
                @Header(
                        name = REVISION,
                        description = "The revision.",
                        schema = @Schema(implementation = Long.class, examples = "7")),
                @Header(
                        name = DATA,
                        description = "Changes if and only if the data that the token may read changes.",
                        schema = @Schema(implementation = String.class, examples = "9f86d081884c7d65"))
            },
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = Values.class)),
                @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/yaml", schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "304", description = UNCHANGED)
    public Uni<RestResponse<byte[]>> list(
            @Parameter(description = CLIENT_APP_ID, example = APP_EXAMPLE) @PathParam("clientAppId") String app,
            @Parameter(
                            description = "The output format.",
                            schema =
                                    @Schema(
                                            implementation = String.class,
                                            enumeration = {"json", "dotenv", "yaml", "properties"}))
                    @QueryParam("format")
                    @Nullable
                    String format,
            @Parameter(
                            name = READER,
                            description = "With `format=dotenv`: the program that is going to read the file. Programs"
                                    + " disagree about quotes and escapes. Default: `shell`.",
                            schema =
                                    @Schema(
                                            implementation = String.class,
                                            enumeration = {"shell", "docker", "node", "python"}))
                    @QueryParam(READER)
                    @Nullable
                    String dotenvReader,
            @Parameter(
                            description = "With If-None-Match: seconds to wait for a newer revision, 1 to 60.",
                            example = "30",
                            schema = @Schema(implementation = Integer.class, minimum = "1", maximum = "60"))
                    @QueryParam("wait")
                    @Nullable
                    String wait,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Parameter(description = "The ETag of an earlier response.", example = "\"7\"")
                    @HeaderParam(HttpHeaders.IF_NONE_MATCH)
                    @Nullable
                    String known) {
        return tokens.admit(authorization, app).flatMap(grant -> {
            Format wanted = Format.of(format);
            DotenvReader reader = DotenvReader.of(dotenvReader, wanted);
            Duration patience = patience(wait);
            return snapshots
                    .of(grant.app)
                    .flatMap(snapshot -> !patience.isZero() && isKnown(snapshot, known)
                            ? polls.newer(grant, snapshot, patience)
                            : snapshot.ready())
                    .map(snapshot ->
                            isKnown(snapshot, known) ? notModified(snapshot) : values(grant, snapshot, wanted, reader));
        });
    }

    @GET
    @Path("/values/{name}")
    @Operation(operationId = "readValue", summary = "One value, resolved, as bare JSON")
    @Fails({
        ErrorCode.AppNotFound,
        ErrorCode.ValueNotFound,
        ErrorCode.Forbidden,
        ErrorCode.LimitExceeded,
        ErrorCode.StoreDamaged
    })
    @Fails(value = ErrorCode.SecretNotFound, status = 409)
    @APIResponse(
            responseCode = "200",
            description = "The value.",
            content = @Content(mediaType = "application/json", schema = @Schema(description = "Any JSON.")))
    @APIResponse(responseCode = "304", description = UNCHANGED)
    public Uni<RestResponse<byte[]>> get(
            @Parameter(description = CLIENT_APP_ID, example = APP_EXAMPLE) @PathParam("clientAppId") String app,
            @Parameter(description = "The value's name.", example = "greeting") @PathParam("name") String name,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Parameter(description = "The ETag of an earlier response.", example = "\"7\"")
                    @HeaderParam(HttpHeaders.IF_NONE_MATCH)
                    @Nullable
                    String known) {
        return tokens.admit(authorization, app)
                .flatMap(grant -> snapshots.of(grant.app).map(snapshot -> {
                    Snapshot.Item item = require(grant, snapshot, name);
                    if (isKnown(snapshot, known)) {
                        return notModified(snapshot);
                    }
                    if (item.secret() != null) {
                        counts.count(grant.app, grant.token, name);
                    }
                    return answer(snapshot, item.json(), Format.JSON).build();
                }));
    }

    @GET
    @Path("/events")
    @Operation(operationId = "followDeployments", summary = "Stream a server-sent event for each deployment")
    @Fails(ErrorCode.AppNotFound)
    @APIResponse(
            responseCode = "200",
            description = "`deployed` events with the revision as data, starting with the current one. Comments are"
                    + " heartbeats.",
            content =
                    @Content(
                            mediaType = "text/event-stream",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            examples = "event: deployed\ndata: {\"revision\": 7}\n\n")))
    public Uni<Void> events(
            @Parameter(description = CLIENT_APP_ID, example = APP_EXAMPLE) @PathParam("clientAppId") String app,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Context RoutingContext request) {
        return tokens.admit(authorization, app)
                .flatMap(grant ->
                        snapshots.of(grant.app).flatMap(snapshot -> streams.open(grant, snapshot.revision(), request)));
    }

    /** Schema of the listing, for the OpenAPI document only: {@link Listing} writes it by hand. */
    @Schema(name = "RuntimeValues")
    record Values(
            @Schema(examples = "7") long revision,
            Environment environment,

            @Schema(description = "The values as JSON, by name.", examples = "{\"greeting\": \"Hello\"}")
            Object values,

            @Schema(
                    description = "The names of values whose secret is gone, or whose content is damaged.",
                    examples = "[\"api-key\"]")
            List<String> unresolved) {
        @Schema(name = "RuntimeEnvironment")
        record Environment(
                @Schema(description = "The environment tag; empty for none.", examples = "production")
                String tag,

                @Schema(
                        description = "The environment values for the tag as JSON, by name.",
                        examples = "{\"base-url\": \"https://a.example\"}")
                Object values) {}
    }

    private static Duration patience(@Nullable String wait) {
        if (wait == null) {
            return Duration.ZERO;
        }
        if (!wait.matches("[0-9]{1,2}") || Integer.parseInt(wait) < 1 || Integer.parseInt(wait) > LONGEST_WAIT) {
            throw ApiException.invalid("wait", "must be a whole number of seconds from 1 to " + LONGEST_WAIT);
        }
        return Duration.ofSeconds(Integer.parseInt(wait));
    }

    private static Snapshot.Item require(Grant grant, Snapshot snapshot, String name) {
        if (!grant.allows(name)) {
            throw new ApiException(ErrorCode.Forbidden, "the token may not read the value \"" + name + "\"");
        }
        Snapshot.Item item = snapshot.value(name);
        if (item == null) {
            if (!snapshot.isWhole()) {
                throw damaged(name);
            }
            throw new ApiException(ErrorCode.ValueNotFound, "value not found: \"" + name + "\"");
        }
        if (item.isDamaged()) {
            throw damaged(name);
        }
        if (item.isUnresolved()) {
            throw new ApiException(
                            ErrorCode.SecretNotFound,
                            "the secret that the value \"" + name + "\" links to is gone: \"" + item.secret() + "\"")
                    .withStatus(409);
        }
        return item;
    }

    private static ApiException damaged(String name) {
        return new ApiException(
                ErrorCode.StoreDamaged,
                "the stored content of the value \"" + name + "\" is missing or was altered; it is not served");
    }

    private static boolean isKnown(Snapshot snapshot, @Nullable String known) {
        return EntityTags.isKnown(known, EntityTags.ofRevision(snapshot.revision()));
    }

    private RestResponse<byte[]> values(Grant grant, Snapshot snapshot, Format format, DotenvReader reader) {
        snapshot.requireWhole();
        Listing listing = grant.listing(snapshot);
        byte[] body = format == Format.DOTENV ? DotenvFile.write(listing, reader) : format.write(listing);
        counts.count(grant.app, grant.token, grant.sameIfEqual(listing.secrets()));
        return answer(snapshot, body, format).header(DATA, listing.data()).build();
    }

    private static RestResponse.ResponseBuilder<byte[]> answer(Snapshot snapshot, byte[] body, Format format) {
        return head(RestResponse.ResponseBuilder.ok(body), snapshot).header(HttpHeaders.CONTENT_TYPE, format.mediaType);
    }

    private static RestResponse<byte[]> notModified(Snapshot snapshot) {
        return head(RestResponse.ResponseBuilder.<byte[]>notModified(), snapshot)
                .build();
    }

    private static RestResponse.ResponseBuilder<byte[]> head(
            RestResponse.ResponseBuilder<byte[]> answer, Snapshot snapshot) {
        return answer.header(HttpHeaders.ETAG, EntityTags.ofRevision(snapshot.revision()))
                .header(REVISION, snapshot.revision());
    }
}
