package io.valise.values;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Changes;
import io.valise.changes.Submission;
import io.valise.changes.Submits;
import io.valise.changes.Tagged;
import io.valise.contents.Contents;
import io.valise.contents.Value;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.json.Json;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.EntityName;
import io.valise.revisions.Entry;
import io.valise.revisions.ItemTags;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.NoteText;
import io.valise.revisions.Notes;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
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
    Contents contents;

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
            @Schema(description = "For server programs only. Stored but not enforced.", examples = "false")
            boolean hidden,

            @JsonProperty("from_secret")
            @Schema(description = "Whether the value links to a secret.", examples = "false")
            boolean fromSecret,

            @NoteText
            @Schema(description = Notes.NOTE_RULE, maxLength = Notes.NOTE_LENGTH, examples = "Shown on the start page.")
            @Nullable
            String note,

            @ItemTags
            @Schema(description = Notes.TAGS_RULE, maxItems = Notes.TAGS, examples = "[\"start-page\"]")
            @Nullable
            List<String> tags) {}

    @Schema(name = "Value")
    public record ValueBody(
            @JsonProperty("_id") String id,

            @Schema(examples = "greeting") String name,
            @JsonProperty("private") boolean hidden,
            @JsonProperty("from_secret") boolean fromSecret,

            @Schema(examples = "Shown on the start page.") String note,

            @Schema(examples = "[\"start-page\"]") List<String> tags,

            @Schema(description = "The JSON; with `from_secret`, the name of the secret.")
            Json value,

            @JsonIgnore String etag)
            implements Tagged {}

    @Schema(name = "ValueListing")
    public record ValueListing(
            @JsonProperty("_id") String id,

            @Schema(examples = "greeting") String name,
            @JsonProperty("private") boolean hidden,
            @JsonProperty("from_secret") boolean fromSecret,

            @Schema(examples = "Shown on the start page.") String note,

            @Schema(examples = "[\"start-page\"]") List<String> tags,

            @JsonProperty("last_modified") long lastModified,

            @JsonProperty("modified_by") @Nullable String modifiedBy,

            long version,

            String etag) {}

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
                                value.notes().note(),
                                value.notes().tags(),
                                value.modified(),
                                value.user() == null ? null : value.user().toHexString(),
                                value.version(),
                                view.etag(value)))
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
            Entry empty = Entry.empty(id, Kind.VALUE, body.name(), now()).withHidden(body.hidden());
            return Change.create(content.into(withNotes(empty, body), view));
        });
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getValue", summary = "A value with its content")
    @Fails(ErrorCode.ValueNotFound)
    public Uni<ValueBody> get(@PathParam("id") String id) {
        ObjectId appId = app.id();
        return changes.view(current.actor(), appId).flatMap(view -> {
            Entry value = view.require(Kind.VALUE, id);
            return value.fromSecret()
                    ? Uni.createFrom().item(linked(view, value))
                    : contents.one(appId, Contents.Type.VALUES, value)
                            .map(content -> body(view, value, new Json(content.json)));
        });
    }

    @PUT
    @Path("/{id}")
    @Audited("value.update")
    @Operation(operationId = "updateValue", summary = "Replace a value")
    @Submits
    @Fails({ErrorCode.ValueNotFound, ErrorCode.ValueDuplicateName, ErrorCode.PreconditionFailed})
    @Fails(value = ErrorCode.SecretNotFound, status = 400)
    public Uni<ValueBody> update(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Valid @NotNull(message = "is required") ValueWrite body) {
        return write(body, (view, content) -> {
            Entry value = view.require(Kind.VALUE, id, ifMatch);
            view.requireFree(Kind.VALUE, body.name(), value.id());
            Entry named = value.renamed(body.name(), now()).withHidden(body.hidden());
            return Change.update(value, content.into(withNotes(named, body), view));
        });
    }

    @DELETE
    @Path("/{id}")
    @Audited("value.delete")
    @Operation(operationId = "deleteValue", summary = "Delete a value")
    @Submits
    @Fails({ErrorCode.ValueNotFound, ErrorCode.PreconditionFailed})
    public Uni<Void> delete(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        AuditedRequest request = current.get();
        return changes.submit(Submission.of(request.actor(), app.id()), view -> {
                    Entry value = view.require(Kind.VALUE, id, ifMatch);
                    return ChangeSet.of(Change.remove(value));
                })
                .map(request::recorded)
                .replaceWithVoid();
    }

    /** What a request body assigns to a value: a content of its own, or a link to a secret in the view. */
    private interface Given {
        Entry into(Entry value, View view);
    }

    private Entry withNotes(Entry value, ValueWrite body) {
        return value.withNotes(value.notes().with(body.note(), body.tags()), now());
    }

    private Uni<ValueBody> write(ValueWrite body, BiFunction<View, Given, Change> change) {
        AuditedRequest request = current.get();
        ObjectId appId = app.id();
        Submission submission = Submission.of(request.actor(), appId);
        Value stored = body.fromSecret() ? null : content(appId, body);
        Given given = stored == null ? link(body) : (value, view) -> value.withContent(stored.ref(), now());
        return changes.submit(
                        stored == null
                                ? submission
                                : submission.writing(contents.write(Contents.Type.VALUES, List.of(stored))),
                        view -> ChangeSet.of(change.apply(view, given)))
                .map(request::recorded)
                .map(view -> body(view, written(view, body), body.value()));
    }

    private Given link(ValueWrite body) {
        String secret = secretName(body);
        return (value, view) -> value.linkedTo(secret(view, secret).id(), now());
    }

    private Value content(ObjectId appId, ValueWrite body) {
        String broken = limits.brokenByValue(body.value().size());
        if (broken != null) {
            throw new ApiException(ErrorCode.PayloadTooLarge, "value: " + broken);
        }
        return new Value(appId, body.value());
    }

    private static Entry secret(View view, String name) {
        Entry secret = view.find(Kind.SECRET, name);
        if (secret == null) {
            String which = EntityName.Rule.canBeShown(name) ? '"' + name + '"' : "the value is not a valid name";
            throw new ApiException(ErrorCode.SecretNotFound, "secret not found: " + which).withStatus(400);
        }
        return secret;
    }

    private static Entry written(View view, ValueWrite body) {
        return Objects.requireNonNull(view.find(Kind.VALUE, body.name()));
    }

    /** A value that links to a secret, with the secret's name in this view. */
    static ValueBody linked(View view, Entry value) {
        return body(view, value, Json.ofText(String.valueOf(view.linkedName(value))));
    }

    static ValueBody body(View view, Entry value, Json content) {
        return new ValueBody(
                value.id().toHexString(),
                value.name(),
                value.hidden(),
                value.fromSecret(),
                value.notes().note(),
                value.notes().tags(),
                content,
                view.etag(value));
    }

    private static String secretName(ValueWrite body) {
        String text = body.value().text();
        if (!text.startsWith("\"")) {
            throw ApiException.invalid("value", "must be the name of a secret, a string, with from_secret");
        }
        return text.substring(1, text.length() - 1);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
