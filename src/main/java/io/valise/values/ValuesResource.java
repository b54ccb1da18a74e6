package io.valise.values;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Changes;
import io.valise.changes.Submits;
import io.valise.contents.Value;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.json.Json;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.EntityName;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/values")
@Tag(name = "Values")
public class ValuesResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Changes changes;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    @Schema(name = "ValueWrite")
    public record ValueWrite(
            @EntityName @Schema(pattern = EntityName.PATTERN, examples = "greeting", required = true)
            String name,

            @NotNull(message = "is required")
            @Schema(description = "Any JSON; with `from_secret`, the name of a secret.", required = true)
            Json value,

            @JsonProperty("private")
            @Schema(description = "For server programs only. Kept, not enforced.", examples = "false")
            boolean hidden,

            @JsonProperty("from_secret")
            @Schema(description = "Whether the content is that of a secret.", examples = "false")
            boolean fromSecret) {}

    @Schema(name = "Value")
    public record ValueBody(
            @JsonProperty("_id") @Schema(examples = "6650c0ffee0123456789abcd")
            String id,

            @Schema(examples = "greeting") String name,
            @JsonProperty("private") boolean hidden,
            @JsonProperty("from_secret") boolean fromSecret,

            @Schema(description = "The JSON; with `from_secret`, the name of the secret.")
            Json value) {}

    @Schema(name = "ValueListing")
    public record ValueListing(
            @JsonProperty("_id") @Schema(examples = "6650c0ffee0123456789abcd")
            String id,

            @Schema(examples = "greeting") String name,
            @JsonProperty("private") boolean hidden,
            @JsonProperty("from_secret") boolean fromSecret,

            @JsonProperty("last_modified") @Schema(description = "In UNIX seconds.")
            long lastModified,

            @JsonProperty("modified_by")
            @Schema(
                    description = "Who last changed it: an API key. Null where that was not recorded.",
                    examples = "6650c0ffee0123456789abcd")
            @Nullable
            String modifiedBy) {}

    @GET
    @Operation(operationId = "listValues", summary = "The values, without their contents")
    public Uni<List<ValueListing>> list() {
        return changes.view(current.actor(), app.id())
                .map(view -> view.entries(Kind.VALUE).stream()
                        .map(value -> new ValueListing(
                                value.id().toHexString(),
                                value.name(),
                                value.hidden(),
                                value.fromSecret(),
                                value.modified(),
                                value.user() == null ? null : value.user().toHexString()))
                        .toList());
    }

    @POST
    @ResponseStatus(201)
    @Audited("value.create")
    @Operation(operationId = "createValue", summary = "Create a value")
    @Submits
    @Fails(ErrorCode.ValueDuplicateName)
    @Fails(value = ErrorCode.SecretNotFound, status = 400)
    public Uni<ValueBody> create(@Valid @NotNull(message = "is required") ValueWrite body) {
        ObjectId id = new ObjectId();
        return write(body, (view, content) -> {
            view.requireFree(Kind.VALUE, body.name(), id);
            Entry empty = new Entry(id, Kind.VALUE, body.name(), null, 0, now(), null, null, body.hidden());
            return Change.create(content.into(empty, view));
        });
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getValue", summary = "A value with its content")
    @Fails(ErrorCode.ValueNotFound)
    public Uni<ValueBody> get(@PathParam("id") String id) {
        return changes.view(current.actor(), app.id()).flatMap(view -> {
            Entry value = view.require(Kind.VALUE, id);
            return value.fromSecret()
                    ? Uni.createFrom().item(body(value, secretName(view, value)))
                    : Value.<Value>findById(value.content()).map(content -> body(value, new Json(content.json)));
        });
    }

    @PUT
    @Path("/{id}")
    @Audited("value.update")
    @Operation(operationId = "updateValue", summary = "Replace a value")
    @Submits
    @Fails({ErrorCode.ValueNotFound, ErrorCode.ValueDuplicateName})
    @Fails(value = ErrorCode.SecretNotFound, status = 400)
    public Uni<ValueBody> update(@PathParam("id") String id, @Valid @NotNull(message = "is required") ValueWrite body) {
        return write(body, (view, content) -> {
            Entry value = view.require(Kind.VALUE, id);
            view.requireFree(Kind.VALUE, body.name(), value.id());
            Entry named = value.renamed(body.name(), now()).withHidden(body.hidden());
            return Change.update(value, content.into(named, view));
        });
    }

    @DELETE
    @Path("/{id}")
    @Audited("value.delete")
    @Operation(operationId = "deleteValue", summary = "Delete a value")
    @Submits
    @Fails(ErrorCode.ValueNotFound)
    public Uni<Void> delete(@PathParam("id") String id) {
        AuditedRequest request = current.get();
        return changes.submit(
                        request.actor(), app.id(), view -> ChangeSet.of(Change.remove(view.require(Kind.VALUE, id))))
                .map(request::recorded)
                .replaceWithVoid();
    }

    /** What a body gives a value: a content of its own, or a link to a secret of the view. */
    private interface Content {
        Entry into(Entry value, View view);
    }

    private Uni<ValueBody> write(ValueWrite body, BiFunction<View, Content, Change> change) {
        AuditedRequest request = current.get();
        ObjectId appId = app.id();
        return content(appId, body)
                .flatMap(content ->
                        changes.submit(request.actor(), appId, view -> ChangeSet.of(change.apply(view, content))))
                .map(request::recorded)
                .map(view -> body(written(view, body), body.value()));
    }

    private Uni<Content> content(ObjectId appId, ValueWrite body) {
        if (body.fromSecret()) {
            String secret = secretName(body);
            return Uni.createFrom()
                    .item((value, view) -> value.linkedTo(secret(view, secret).id(), now()));
        }
        if (body.value().size() > limits.valueSize()) {
            throw new ApiException(
                    ErrorCode.PayloadTooLarge, "value: must have at most " + limits.valueSize() + " bytes of JSON");
        }
        Value stored = new Value(appId, body.value());
        return stored.persist().replaceWith((value, view) -> value.withContent(stored.id, now()));
    }

    private static Entry secret(View view, String name) {
        Entry secret = view.find(Kind.SECRET, name);
        if (secret == null) {
            throw new ApiException(ErrorCode.SecretNotFound, "secret not found: \"" + name + "\"").withStatus(400);
        }
        return secret;
    }

    private static Entry written(View view, ValueWrite body) {
        return Objects.requireNonNull(view.find(Kind.VALUE, body.name()));
    }

    private static ValueBody body(Entry value, Json content) {
        return new ValueBody(value.id().toHexString(), value.name(), value.hidden(), value.fromSecret(), content);
    }

    private static String secretName(ValueWrite body) {
        String text = body.value().text();
        if (!text.startsWith("\"")) {
            throw ApiException.invalid("value", "must be the name of a secret, a string, with from_secret");
        }
        return text.substring(1, text.length() - 1);
    }

    private static Json secretName(View view, Entry value) {
        Entry secret = value.secret() == null ? null : view.get(value.secret());
        String name = secret != null ? secret.name() : String.valueOf(value.missing());
        return new Json('"' + new String(JsonStringEncoder.getInstance().quoteAsString(name)) + '"');
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
