package io.valise.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
import io.valise.errors.ApiException;
import io.valise.errors.EndTime;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.platform.DisplayName;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The API keys of a project. A private key is only returned by the request that creates it. */
@Path(Gate.ADMIN + "/groups/{groupId}/api_keys")
@Tag(name = "API keys")
class ApiKeysResource {

    @Inject
    CurrentRequest current;

    @Inject
    ApiKeys keys;

    @Inject
    SecureRandom random;

    @Inject
    Clock clock;

    @Schema(name = "ApiKeyRequest")
    record Request(
            @Schema(
                    description = "A display name; need not be unique.",
                    minLength = 1,
                    maxLength = DisplayName.MAX_LENGTH,
                    examples = "deploy robot")
            @NotNull(message = "is required")
            @DisplayName
            String name,

            @Schema(description = "What it may do. Default: GROUP_READ_ONLY.") @Nullable
            Role role,

            @Schema(
                    description = "When it expires, in UNIX seconds; never if absent. From then on its log-ins and its"
                            + " sessions are refused.",
                    examples = "4102444800")
            @JsonProperty("expires_at")
            @Nullable
            Long expiresAt) {
        Role roleOrLeast() {
            return role == null ? Role.GROUP_READ_ONLY : role;
        }
    }

    @Schema(name = "ApiKey", description = "An API key, without its private half.")
    record View(
            @JsonProperty("_id") String id,

            @Schema(examples = "deploy robot") String name,
            Role role,

            @Schema(examples = "abcdwxyz") @JsonProperty("public_key")
            String publicKey,

            @JsonProperty("created_at") long createdAt,

            @Schema(description = "When it expires, in UNIX seconds; absent if never.")
            @JsonProperty("expires_at")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable
            Long expiresAt,

            @Schema(description = "The last log-in, in UNIX seconds, to the minute; absent if there was none.")
            @JsonProperty("last_used")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable
            Long lastUsed) {
        static View of(ApiKey key) {
            return new View(
                    key.id.toHexString(),
                    key.name,
                    key.role,
                    key.publicKey,
                    key.createdAt.getEpochSecond(),
                    key.expiresAt == null ? null : key.expiresAt.getEpochSecond(),
                    key.lastUsed == null ? null : key.lastUsed.getEpochSecond());
        }
    }

    @Schema(name = "CreatedApiKey", description = "A new API key. Only this answer contains its private half.")
    record Created(
            @JsonProperty("_id") String id,

            @Schema(examples = "deploy robot") String name,
            Role role,

            @Schema(examples = "abcdwxyz") @JsonProperty("public_key")
            String publicKey,

            @Schema(examples = "c2f4a8f0-6f0e-4c1d-9d3b-3f6f8f6a2b11") @JsonProperty("private_key")
            String privateKey,

            @Schema(description = "When it expires, in UNIX seconds; absent if never.")
            @JsonProperty("expires_at")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable
            Long expiresAt) {
        @Override
        public String toString() {
            return "Created[" + publicKey + ", ***]";
        }
    }

    @GET
    @Operation(operationId = "listApiKeys", summary = "List the project's API keys")
    @APIResponse(
            responseCode = "200",
            description = "The keys, oldest first.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = View.class)))
    public Uni<List<View>> list() {
        return keys.of(current.actor().project())
                .map(found -> found.stream().map(View::of).toList());
    }

    @POST
    @Audited(value = "api_key.create", ahead = true)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(
            operationId = "createApiKey",
            summary = "Create an API key and return its private half, once",
            description = "An owner key that expires does not count as the project's last owner.")
    @APIResponse(
            responseCode = "201",
            description = "The new key.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Created.class)))
    public Uni<Created> create(@Valid @NotNull(message = "must be an object with a name") Request body) {
        AuditedRequest request = current.get();
        Instant end = EndTime.of(body.expiresAt, clock);
        KeyPair pair = KeyPair.generate(random);
        return keys.create(request.actor().project(), body.name, body.roleOrLeast(), pair, end)
                .invoke(key -> request.record(Outcome.on("api_key", key.id, key.publicKey)))
                .map(key -> new Created(
                        key.id.toHexString(),
                        key.name,
                        key.role,
                        key.publicKey,
                        pair.privateKey().reveal(),
                        body.expiresAt));
    }

    @DELETE
    @Audited(value = "api_key.delete", ahead = true)
    @Path("{id}")
    @Operation(
            operationId = "deleteApiKey",
            summary = "Remove an API key and end its sessions",
            description = "The last owner key that does not expire cannot be removed.")
    @Fails({ErrorCode.ApiKeyNotFound, ErrorCode.LastOwner})
    @APIResponse(responseCode = "204", description = "The key was removed, and its tokens are no longer valid.")
    public Uni<Void> remove(
            @Parameter(description = "The key's id.", example = "6650c0ffee0123456789abcd") @PathParam("id")
                    String id) {
        ObjectId project = current.actor().project();
        if (!ObjectId.isValid(id)) {
            throw unknown(id);
        }
        return keys.withId(new ObjectId(id))
                .map(key -> {
                    if (key == null || !key.project.equals(project)) {
                        throw unknown(id);
                    }
                    return key;
                })
                .chain(keys::remove);
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.ApiKeyNotFound, "api key not found: \"" + id + "\"");
    }
}
