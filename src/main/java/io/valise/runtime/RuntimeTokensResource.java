package io.valise.runtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
import io.valise.auth.TokenText;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.ApiException;
import io.valise.errors.EndTime;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.errors.Writes;
import io.valise.platform.DisplayName;
import io.valise.revisions.EntityName;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The runtime tokens of an app. A token is only shown once, in the response that creates it. */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/runtime_tokens")
@Tag(name = "Runtime tokens")
public class RuntimeTokensResource {
    private static final int VALUES_MAX = 1_000;

    @Inject
    CurrentApp app;

    @Inject
    RuntimeTokens tokens;

    @Inject
    SignedDocuments documents;

    @Inject
    TokenTexts texts;

    @Inject
    Clock clock;

    @Inject
    CurrentRequest current;

    @Schema(name = "RuntimeTokenRequest")
    public record Request(
            @Schema(
                    description = "A display name. Need not be unique.",
                    minLength = 1,
                    maxLength = DisplayName.MAX_LENGTH,
                    examples = "shop in production")
            @NotNull(message = "is required")
            @DisplayName
            String name,

            @Schema(
                    description =
                            "The names of the values that it may read, which need not exist yet; all values if absent.",
                    examples = "[\"greeting\"]")
            @Size(min = 1, max = VALUES_MAX)
            @Nullable
            List<@EntityName String> values,

            @Schema(description = "When it expires, in UNIX seconds; never if absent.", examples = "4102444800")
            @JsonProperty("expires_at")
            @Nullable
            Long expiresAt) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "RuntimeToken",
            description = "A runtime token, without the token itself.",
            requiredProperties = {"_id", "name", "created_at"})
    public record View(
            @JsonProperty("_id") String id,

            @Schema(examples = "shop in production") String name,

            @Schema(
                    description = "The names of the values that it may read; absent if it may read all.",
                    examples = "[\"greeting\"]")
            @Nullable
            List<String> values,

            @Schema(description = "When it expires, in UNIX seconds; absent if never.")
            @JsonProperty("expires_at")
            @Nullable
            Long expiresAt,

            @JsonProperty("created_at") long createdAt,

            @Schema(description = "When it was last used, in UNIX seconds, accurate to a minute; absent if never.")
            @JsonProperty("last_used")
            @Nullable
            Long lastUsed) {
        static View of(RuntimeToken token) {
            return new View(
                    token.id.toHexString(), token.name, token.values, token.expiresAt, token.createdAt, token.lastUsed);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "CreatedRuntimeToken",
            description = "A new runtime token. Only this response contains it.",
            requiredProperties = {"_id", "name", "token"})
    public record Created(
            @JsonProperty("_id") String id,

            @Schema(examples = "shop in production") String name,

            @Schema(
                    examples =
                            "vrt_9tZbV3uQ0y1kW8a5Ff2nSxJm7oLcRdEhGiKpTqUvXzAAXw5mbdR3e7k0nHq2yPCuJ1Ls9Vg4TzWoB8iE6fKxQaN3MjDhUt")
            String token,

            @Schema(
                    description = "The names of the values that it may read; absent if it may read all.",
                    examples = "[\"greeting\"]")
            @Nullable
            List<String> values,

            @Schema(description = "When it expires, in UNIX seconds; absent if never.")
            @JsonProperty("expires_at")
            @Nullable
            Long expiresAt) {
        @Override
        public String toString() {
            return "Created[" + id + ", ***]";
        }
    }

    @GET
    @Operation(operationId = "listRuntimeTokens", summary = "The app's runtime tokens, oldest first")
    public Uni<List<View>> list() {
        return documents
                .list(RuntimeToken.stored(), new Document("app", app.id()), new Document("_id", 1))
                .map(found -> found.stream().map(View::of).toList());
    }

    @POST
    @Audited(value = "runtime_token.create", ahead = true)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(operationId = "createRuntimeToken", summary = "Create a runtime token and return it, once")
    public Uni<Created> create(@Valid @NotNull(message = "must be an object with a name") Request body) {
        Instant end = EndTime.of(body.expiresAt, clock);
        String token = texts.generate();
        RuntimeToken made = new RuntimeToken();
        made.id = new ObjectId();
        made.app = app.id();
        made.clientAppId = app.get().clientAppId;
        made.name = body.name;
        made.values =
                body.values == null ? null : body.values.stream().distinct().toList();
        made.expiresAt = end == null ? null : (Long) end.getEpochSecond();
        made.hash = TokenText.hash(token);
        made.createdAt = clock.instant().getEpochSecond();
        current.get().record(Outcome.on("runtime_token", made.id, made.name));
        return documents
                .insert(RuntimeToken.stored(), made)
                .plug(Writes::decisive)
                .replaceWith(() -> new Created(made.id.toHexString(), made.name, token, made.values, made.expiresAt));
    }

    @DELETE
    @Audited(value = "runtime_token.delete", ahead = true)
    @Path("/{id}")
    @Operation(operationId = "deleteRuntimeToken", summary = "Revoke a runtime token")
    @Fails(ErrorCode.RuntimeTokenNotFound)
    public Uni<Void> revoke(@PathParam("id") String id) {
        if (!ObjectId.isValid(id)) {
            throw unknown(id);
        }
        ObjectId token = new ObjectId(id);
        return RuntimeToken.mongoCollection()
                .deleteOne(new Document("app", app.id()).append("_id", token))
                .plug(Writes::repeated)
                .plug(Writes::decisive)
                .invoke(result -> {
                    if (result.getDeletedCount() == 0) {
                        throw unknown(id);
                    }
                    tokens.revoked(token);
                })
                .replaceWithVoid();
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.RuntimeTokenNotFound, "runtime token not found: \"" + id + "\"");
    }
}
