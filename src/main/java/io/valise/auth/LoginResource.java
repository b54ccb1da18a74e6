package io.valise.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.crypto.Plaintext;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.telemetry.RequestFields;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lists the ways to log in, and logs in. Open to everyone. */
@Path(Gate.ADMIN + "/auth/providers")
@Tag(name = "Sessions")
@SecurityRequirements
class LoginResource {
    static final String PROVIDER = "mongodb-cloud";
    static final String PROVIDER_ID = "000000000000000000000001";
    static final int MAX_LENGTH = 128;
    static final String LOGIN = "session.login";

    /** The example of a token in the API documentation. */
    static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYWRlIHVwIn0.bWFkZSB1cA";

    /** Clients expect a device id. Our clients are programs with a key, so all get the same one. */
    private static final String NO_DEVICE = "000000000000000000000000";

    @Inject
    ApiKeys keys;

    @Inject
    Sessions sessions;

    @Inject
    CurrentRequest current;

    @Inject
    LogInRate rate;

    @Schema(name = "AuthProvider", description = "A way to log in.")
    record Provider(
            @Schema(examples = PROVIDER_ID) @JsonProperty("_id")
            String id,

            @Schema(examples = PROVIDER) String name,
            @Schema(examples = PROVIDER) String type,
            boolean disabled) {}

    @Schema(name = "LoginRequest", description = "An API key pair.")
    record LoginRequest(
            @Schema(description = "The public key.", examples = "abcdwxyz") @NotBlank @Size(max = MAX_LENGTH)
            String username,

            @Schema(description = "The private key.", examples = "c2f4a8f0-6f0e-4c1d-9d3b-3f6f8f6a2b11")
            @NotBlank
            @Size(max = MAX_LENGTH)
            String apiKey) {
        KeyPair pair() {
            return new KeyPair(username, Plaintext.of(apiKey));
        }

        @Override
        public String toString() {
            return "LoginRequest[" + username + ", ***]";
        }
    }

    @Schema(name = "Login", description = "The tokens of a new session.")
    record Login(
            @Schema(
                    description = "For every admin route, in the header `Authorization: Bearer`. Valid for 30 minutes"
                            + " by default.",
                    examples = TOKEN)
            @JsonProperty("access_token")
            String accessToken,

            @Schema(
                    description = "Renews the access token, or ends the session. Valid for 60 days by default.",
                    examples = TOKEN)
            @JsonProperty("refresh_token")
            String refreshToken,

            @Schema(description = "The API key's id.", examples = "6650c0ffee0123456789abcd") @JsonProperty("user_id")
            String userId,

            @Schema(description = "Always the same; some clients expect it.", examples = NO_DEVICE)
            @JsonProperty("device_id")
            String deviceId) {
        @Override
        public String toString() {
            return "Login[" + userId + ", ***]";
        }
    }

    @GET
    @Operation(operationId = "listAuthProviders", summary = "List the ways to log in")
    @APIResponse(responseCode = "200", description = "The providers.")
    public List<Provider> providers() {
        return List.of(new Provider(PROVIDER_ID, PROVIDER, PROVIDER, false));
    }

    @POST
    @Path("{provider}/login")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "login", summary = "Log in with an API key and begin a session")
    @Audited(LOGIN)
    @Fails({ErrorCode.AuthError, ErrorCode.AuthProviderNotFound, ErrorCode.TooManyAttempts, ErrorCode.StoreDamaged})
    @APIResponse(
            responseCode = "200",
            description = "The session's tokens.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Login.class)))
    public Uni<Login> login(
            @Parameter(description = "The provider's name.", example = PROVIDER) @PathParam("provider") String provider,
            @Valid @NotNull(message = "must be an object with username and apiKey") LoginRequest body) {
        if (!provider.equals(PROVIDER)) {
            throw new ApiException(ErrorCode.AuthProviderNotFound, "auth provider not found: \"" + provider + "\"");
        }
        KeyPair pair = body.pair();
        AuditedRequest request = current.get();
        String given = pair.ha1().reveal();
        return keys.prove(request.client(), pair.publicKey(), stored -> KeyPair.same(stored, given))
                .onItem()
                .ifNull()
                .failWith(LoginResource::refused)
                .invoke(key -> RequestFields.caller(key.id.toHexString()))
                .invoke(key -> {
                    if (keys.hasEnded(key, request.client())) {
                        throw ended();
                    }
                })
                .invoke(key -> rate.count(key.id))
                .invoke(key -> request.by(key.actor(request.client())))
                .call(keys::used)
                .chain(key -> sessions.begin(key)
                        .map(begun ->
                                new Login(begun.accessToken(), begun.refreshToken(), key.id.toHexString(), NO_DEVICE)));
    }

    /** Only told to callers who have shown that they know the private key. */
    private static ApiException ended() {
        return new ApiException(
                ErrorCode.AuthError, "failed to authenticate with MongoDB Cloud API: the API key has expired.");
    }

    private static ApiException refused() {
        return new ApiException(
                ErrorCode.AuthError,
                "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource.");
    }
}
