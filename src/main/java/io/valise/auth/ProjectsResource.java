package io.valise.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Client;
import io.valise.audit.CurrentRequest;
import io.valise.crypto.SignedDocuments;
import io.valise.platform.PublicPaths;
import io.valise.telemetry.RequestFields;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The caller's projects, in the format and with the HTTP Digest of Atlas, which command-line clients expect. */
@Path("/api/public/v1.0/groups")
@Tag(name = "Projects")
@SecurityRequirement(name = "digest")
@SecurityRequirement(name = "accessToken")
class ProjectsResource {
    @Inject
    ApiKeys keys;

    @Inject
    Sessions sessions;

    @Inject
    Nonces nonces;

    @Inject
    SignedDocuments documents;

    @Inject
    CurrentRequest current;

    @Inject
    PublicPaths paths;

    @Schema(name = "Projects", description = "A page of projects; there is only one page.")
    record Projects(
            List<ProjectView> results,
            @Schema(description = "Always empty.") List<Link> links,
            @Schema(examples = "1") int totalCount) {}

    @Schema(name = "Project")
    record ProjectView(
            @Schema(examples = "6650c0ffee0123456789abce") String id,
            @Schema(examples = "default") String name) {}

    @Schema(name = "Link")
    record Link(
            @Schema(examples = "https://valise.example/api/public/v1.0/groups?pageNum=2")
            String href,

            @Schema(examples = "next") String rel) {}

    /** The error format of Atlas. */
    record Refusal(
            String detail,
            int error,
            @JsonProperty("errorCode") String errorCode) {}

    @GET
    @Operation(
            operationId = "listProjects",
            summary = "List the caller's projects",
            description = "Accepts HTTP Digest (MD5, qop=auth) with an API key pair, or an access token.")
    @APIResponse(
            responseCode = "200",
            description = "The projects the caller has a role in.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Projects.class)))
    @APIResponse(
            responseCode = "401",
            description = "Without a valid digest: an error in Atlas's format, with a new nonce in the header."
                    + " `InvalidSession`: the access token is not valid.",
            headers = @Header(name = "WWW-Authenticate", schema = @Schema(implementation = String.class)),
            content =
                    @Content(
                            mediaType = "application/json",
                            // No oneOf: clients generated from it do not compile.
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples = {
                                @ExampleObject(name = "Digest", value = """
                                                {"detail": "You are not authorized for this resource.", "error": 401,
                                                 "errorCode": "UNAUTHORIZED"}"""),
                                @ExampleObject(name = "InvalidSession", ref = "InvalidSession")
                            }))
    public Uni<Response> list(
            @Context HttpServerRequest request,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        @Nullable String accessToken = Gate.bearer(authorization);
        if (accessToken != null) {
            return sessions.authenticate(accessToken).chain(this::projectsOf);
        }
        @Nullable Digest digest = Digest.parse(authorization);
        if (digest == null || !digest.isFor(paths.prefix(request) + request.uri())) {
            return challenge(false);
        }
        Client client = current.get().client();
        String method = request.method().name();
        // Check the nonce first, so that a replayed digest does not count as a successful log-in.
        return nonces.judge(digest.nonce(), digest.count()).chain(state -> switch (state) {
            case GOOD -> prove(client, digest, method);
            case STALE -> challenge(true);
            case FOREIGN -> challenge(false);
        });
    }

    private Uni<Response> prove(Client client, Digest digest, String method) {
        return keys.prove(client, digest.username(), ha1 -> digest.provesKnowledgeOf(ha1, method))
                .chain(key -> {
                    if (key == null || keys.hasEnded(key, client)) {
                        return challenge(false);
                    }
                    return nonces.use(digest.nonce(), digest.count()) ? projectsOf(key) : challenge(true);
                });
    }

    private Uni<Response> projectsOf(ApiKey key) {
        RequestFields.caller(key.id.toHexString());
        return documents
                .withId(Project.stored(), key.project)
                .map(project -> project == null
                        ? List.<ProjectView>of()
                        : List.of(new ProjectView(project.id.toHexString(), project.name)))
                .map(results -> Response.ok(new Projects(results, List.of(), results.size()))
                        .build());
    }

    private Uni<Response> challenge(boolean stale) {
        return nonces.next()
                .map(nonce -> Response.status(Response.Status.UNAUTHORIZED)
                        .header(HttpHeaders.WWW_AUTHENTICATE, header(nonce, stale))
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(new Refusal("You are not authorized for this resource.", 401, "UNAUTHORIZED"))
                        .build());
    }

    /** Clients parse exactly this text, separators included: do not add or remove an attribute. */
    private static String header(String nonce, boolean stale) {
        return "Digest realm=\"" + KeyPair.REALM + "\", domain=\"\", nonce=\"" + nonce
                + "\", algorithm=MD5, qop=\"auth\", stale=" + stale;
    }
}
