package io.valise.secrets;

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
import io.valise.contents.Secret;
import io.valise.crypto.Plaintext;
import io.valise.crypto.Sealer;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.files.SecretUses;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/secrets")
@Tag(name = "Secrets")
public class SecretsResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Contents contents;

    @Inject
    Changes changes;

    @Inject
    SecretUses uses;

    @Inject
    Sealer sealer;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    /** The content is a {@link Plaintext} from the parser on, so it cannot be printed. */
    @Schema(name = "SecretCreation")
    public record SecretCreation(
            @EntityName @Schema(pattern = EntityName.PATTERN, examples = "api-key", required = true)
            String name,

            @Schema(
                    implementation = String.class,
                    description = "The content, in characters (Unicode code points). It is never shown again.",
                    minLength = 1,
                    maxLength = Limits.SECRET_LENGTH,
                    examples = "made-up-content",
                    required = true,
                    writeOnly = true)
            @Nullable
            Plaintext value,

            @NoteText
            @Schema(description = Notes.NOTE_RULE, maxLength = Notes.NOTE_LENGTH, examples = "Expires every March.")
            @Nullable
            String note,

            @ItemTags
            @Schema(description = Notes.TAGS_RULE, maxItems = Notes.TAGS, examples = "[\"payments\"]")
            @Nullable
            List<String> tags) {}

    @Schema(name = "SecretUpdate")
    public record SecretUpdate(
            @Schema(
                    description = "The name, or the current one to keep it.",
                    maxLength = EntityName.MAX_LEGACY_LENGTH,
                    examples = "api-key",
                    required = true)
            @Nullable
            String name,

            @Schema(
                    implementation = String.class,
                    description = "The new content. If empty or absent, the content stays as it is.",
                    maxLength = Limits.SECRET_LENGTH,
                    examples = "made-up-content",
                    writeOnly = true)
            @Nullable
            Plaintext value,

            @JsonProperty("_id") @Schema(description = "Must be the id in the path, if present.") @Nullable
            String id,

            @NoteText
            @Schema(description = Notes.NOTE_RULE, maxLength = Notes.NOTE_LENGTH, examples = "Expires every March.")
            @Nullable
            String note,

            @ItemTags
            @Schema(description = Notes.TAGS_RULE, maxItems = Notes.TAGS, examples = "[\"payments\"]")
            @Nullable
            List<String> tags) {}

    @Schema(name = "Secret")
    public record SecretBody(
            @JsonProperty("_id") String id,

            @Schema(examples = "api-key") String name,
            @JsonIgnore String etag) implements Tagged {}

    @Schema(name = "SecretListing")
    public record SecretListing(
            @JsonProperty("_id") String id,

            @Schema(examples = "api-key") String name,

            @Schema(examples = "Expires every March.") String note,

            @Schema(examples = "[\"payments\"]") List<String> tags,

            @JsonProperty("last_modified") long lastModified,

            @JsonProperty("modified_by") @Nullable String modifiedBy,

            long version,

            String etag,

            @JsonProperty("used_by")
            @Schema(
                    description = "The names of the values that link to it, and the paths of other files that name it.",
                    examples = "[\"payments\"]")
            List<String> usedBy) {

        static SecretListing of(View view, Entry secret, Map<String, SortedSet<String>> files) {
            return new SecretListing(
                    secret.id().toHexString(),
                    secret.name(),
                    secret.notes().note(),
                    secret.notes().tags(),
                    secret.modified(),
                    secret.user() == null ? null : secret.user().toHexString(),
                    secret.version(),
                    view.etag(secret),
                    Stream.concat(
                                    view.linksTo(secret).stream().map(Entry::name),
                                    files.getOrDefault(secret.name(), Collections.emptySortedSet()).stream())
                            .toList());
        }
    }

    @GET
    @Operation(operationId = "listSecrets", summary = "The secrets, without their contents")
    public Uni<List<SecretListing>> list() {
        ObjectId appId = app.id();
        return changes.view(current.actor(), appId)
                .flatMap(view -> uses.of(appId, view)
                        .map(files -> view.entries(Kind.SECRET).stream()
                                .map(secret -> SecretListing.of(view, secret, files))
                                .toList()));
    }

    @Schema(name = "SecretDetails")
    public record SecretDetails(
            @JsonProperty("_id") String id,

            @Schema(examples = "api-key") String name,

            @Schema(examples = "Expires every March.") String note,

            @Schema(examples = "[\"payments\"]") List<String> tags,

            long version,

            @JsonProperty("last_modified") long lastModified,

            @JsonProperty("modified_by") @Nullable String modifiedBy,

            @JsonProperty("used_by")
            @Schema(
                    description = "The names of the values that link to it, and the paths of other files that name it.",
                    examples = "[\"payments\"]")
            List<String> usedBy,

            @JsonIgnore String etag)
            implements Tagged {

        static SecretDetails of(SecretListing row) {
            return new SecretDetails(
                    row.id,
                    row.name,
                    row.note,
                    row.tags,
                    row.version,
                    row.lastModified,
                    row.modifiedBy,
                    row.usedBy,
                    row.etag);
        }
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getSecret", summary = "A secret, without its content")
    @Fails(ErrorCode.SecretNotFound)
    public Uni<SecretDetails> get(@PathParam("id") String id) {
        ObjectId appId = app.id();
        return changes.view(current.actor(), appId)
                .flatMap(view -> {
                    Entry secret = view.require(Kind.SECRET, id);
                    return uses.of(appId, view).map(files -> SecretListing.of(view, secret, files));
                })
                .map(SecretDetails::of);
    }

    @POST
    @ResponseStatus(201)
    @Audited("secret.create")
    @Operation(operationId = "createSecret", summary = "Create a secret")
    @Submits
    @Fails(ErrorCode.SecretAlreadyExists)
    public Uni<SecretBody> create(@Valid @NotNull(message = "is required") SecretCreation body) {
        AuditedRequest request = current.get();
        ObjectId appId = app.id();
        Plaintext content = body.value();
        if (content == null || content.codePoints() == 0) {
            throw ApiException.invalid("value", "is required and must not be empty");
        }
        ObjectId id = new ObjectId();
        return sealed(appId, id, content)
                .flatMap(stored -> changes.submit(
                        Submission.of(request.actor(), appId)
                                .secrets()
                                .writing(contents.write(Contents.Type.SECRETS, List.of(stored))),
                        view -> {
                            view.requireFree(Kind.SECRET, body.name(), id);
                            Entry secret = Entry.first(id, Kind.SECRET, body.name(), stored.ref(), now());
                            return ChangeSet.of(Change.create(
                                    secret.withNotes(secret.notes().with(body.note(), body.tags()), now())));
                        }))
                .map(request::recorded)
                .map(view -> {
                    Entry secret = view.require(Kind.SECRET, id.toHexString());
                    return new SecretBody(id.toHexString(), secret.name(), view.etag(secret));
                });
    }

    @PUT
    @Path("/{id}")
    @Audited("secret.update")
    @Operation(operationId = "updateSecret", summary = "Rename a secret, or replace its content, note or tags")
    @Submits
    @Fails({ErrorCode.SecretNotFound, ErrorCode.SecretAlreadyExists, ErrorCode.PreconditionFailed})
    @APIResponse(
            responseCode = "204",
            description = "Updated.",
            headers = @Header(name = HttpHeaders.ETAG, ref = "ETag"))
    public Uni<RestResponse<Void>> update(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Valid @NotNull(message = "is required") SecretUpdate body) {
        if (body.id() != null && !body.id().equals(id)) {
            throw ApiException.invalid("_id", "must be the id in the path, if present");
        }
        String name = name(body);
        AuditedRequest request = current.get();
        ObjectId appId = app.id();
        Plaintext content = body.value();
        Uni<@Nullable Secret> replacement = content == null || content.codePoints() == 0 || !ObjectId.isValid(id)
                ? Uni.createFrom().nullItem()
                : sealed(appId, new ObjectId(id), content);
        return replacement
                .flatMap(stored -> changes.submit(
                        Submission.of(request.actor(), appId)
                                .secrets()
                                .writing(contents.write(
                                        Contents.Type.SECRETS, stored == null ? List.of() : List.of(stored))),
                        view -> {
                            Entry secret = view.require(Kind.SECRET, id, ifMatch);
                            Notes notes = secret.notes().with(body.note(), body.tags());
                            return updated(view, secret, name, notes, stored);
                        }))
                .map(request::recorded)
                .map(view -> RestResponse.ResponseBuilder.<Void>noContent()
                        .header(HttpHeaders.ETAG, view.etag(view.require(Kind.SECRET, id)))
                        .build());
    }

    /** The name in the body: one that is allowed, or of an older export, which only a secret that has it may keep. */
    private static String name(SecretUpdate body) {
        String name = body.name();
        if (name == null || !EntityName.Rule.canBeShown(name)) {
            throw ApiException.invalid("name", String.valueOf(EntityName.Rule.broken(name)));
        }
        return name;
    }

    private ChangeSet updated(View view, Entry secret, String name, Notes notes, @Nullable Secret stored) {
        boolean renamed = !secret.name().equals(name);
        if (!renamed && stored == null && notes.equals(secret.notes())) {
            return ChangeSet.NONE;
        }
        String broken = renamed ? EntityName.Rule.broken(name) : null;
        if (broken != null) {
            throw ApiException.invalid("name", broken);
        }
        view.requireFree(Kind.SECRET, name, secret.id());
        Entry after = secret.renamed(name, now()).withNotes(notes, now());
        return ChangeSet.of(Change.update(secret, stored == null ? after : after.withContent(stored.ref(), now())));
    }

    @DELETE
    @Path("/{id}")
    @Audited("secret.delete")
    @Operation(operationId = "deleteSecret", summary = "Delete a secret")
    @Submits
    @Fails({ErrorCode.SecretNotFound, ErrorCode.SecretInUse, ErrorCode.PreconditionFailed})
    public Uni<Void> delete(
            @PathParam("id") String id,
            @Parameter(description = "Delete it even if values link to it.", example = "false") @QueryParam("force")
                    boolean force,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        AuditedRequest request = current.get();
        return changes.submit(Submission.of(request.actor(), app.id()).secrets(), view -> {
                    Entry secret = view.require(Kind.SECRET, id, ifMatch);
                    List<String> users =
                            view.linksTo(secret).stream().map(Entry::name).toList();
                    if (!users.isEmpty() && !force) {
                        throw inUse(secret, users);
                    }
                    return ChangeSet.of(Change.remove(secret));
                })
                .map(request::recorded)
                .replaceWithVoid();
    }

    private Uni<Secret> sealed(ObjectId appId, ObjectId secret, Plaintext content) {
        String broken = limits.brokenBySecret(content.codePoints());
        if (broken != null) {
            throw ApiException.invalid("value", broken);
        }
        return Secret.sealed(sealer, appId, secret, new ObjectId(), content);
    }

    private static ApiException inUse(Entry secret, List<String> users) {
        return new ApiException(
                        ErrorCode.SecretInUse,
                        "the secret \"" + secret.name() + "\" is used by the values " + String.join(", ", users)
                                + "; unlink them first, or delete it with force=true")
                .withDetails(users.stream()
                        .map(name -> new ApiException.FieldError(name, "links to the secret"))
                        .toList());
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
