package io.valise.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Renews and ends sessions. The bearer token here is the refresh token; request bodies are not read. */
@Path(Gate.ADMIN + "/auth/session")
@Tag(name = "Sessions")
@SecurityRequirement(name = "refreshToken")
class SessionResource {
    @Inject
    Sessions sessions;

    @Inject
    CurrentRequest current;

    @Schema(name = "AccessToken", description = "A new access token.")
    record AccessToken(
            @Schema(examples = LoginResource.TOKEN) @JsonProperty("access_token")
            String accessToken) {
        @Override
        public String toString() {
            return "AccessToken[***]";
        }
    }

    @POST
    @ResponseStatus(201)
    @Operation(operationId = "refreshSession", summary = "Renew the access token; send the refresh token as the bearer")
    @APIResponse(
            responseCode = "201",
            description = "A new access token.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = AccessToken.class)))
    public Uni<AccessToken> renew(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        return sessions.renew(Gate.bearer(authorization)).map(AccessToken::new);
    }

    @DELETE
    @Audited("session.logout")
    @Operation(operationId = "endSession", summary = "End the session; send the refresh token as the bearer")
    @APIResponse(
            responseCode = "204",
            description = "The session's refresh token and access tokens are no longer valid.")
    public Uni<Void> end(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        AuditedRequest request = current.get();
        return sessions.end(Gate.bearer(authorization))
                .invoke(key -> record(request, key))
                .replaceWithVoid();
    }

    private static void record(AuditedRequest request, @Nullable ApiKey key) {
        if (key == null) {
            request.record(Outcome.NOTHING); // The removal of the key has already ended the session, and is in the log.
        } else {
            request.by(key.actor(request.client()));
        }
    }
}
