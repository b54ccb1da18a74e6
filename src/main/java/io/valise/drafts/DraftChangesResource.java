package io.valise.drafts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Drafts;
import io.valise.changes.LoadedDraft;
import io.valise.changes.Rebases;
import io.valise.changes.Tagged;
import io.valise.deployments.ChangedItem;
import io.valise.deployments.ChangedItems;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Next;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/drafts/{draftId}")
@Tag(name = "Drafts")
public class DraftChangesResource {
    private static final String CONFLICT =
            "How another deployment conflicts with this change; null if there is no conflict.";
    private static final String CONFLICT_ID = "The id of the conflict for a rebase; null if there is no conflict.";
    private static final String CONFLICTING_USER =
            "The id of the API key that made the conflicting change; null if unknown.";
    private static final String CONFLICTING_AT =
            "When the conflicting change was made, in UNIX seconds; null if unknown.";

    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Drafts drafts;

    @Inject
    Rebases rebases;

    @Inject
    Revisions revisions;

    @Inject
    ChangedItems items;

    @Inject
    OptionalBody bodies;

    @Schema(name = "DraftChange")
    public record ChangeBody(
            @JsonProperty("_id") @Schema(description = "The item's id.", examples = "6650c0ffee0123456789abcd")
            String id,

            @Schema(enumeration = {"secret", "value", "environment value", "file"})
            String kind,

            @Schema(enumeration = {"created", "changed", "deleted"})
            String action,

            @Schema(examples = "greeting") String name,

            @JsonProperty("previous_name")
            @Schema(description = "Null unless the item is renamed.", examples = "salutation")
            @Nullable
            String previousName,

            @JsonProperty("content_changed") @Schema(description = "Whether its content changes.")
            boolean contentChanged,

            @JsonProperty("notes_changed") @Schema(description = "Whether its note or tags change.")
            boolean notesChanged,

            @Schema(description = CONFLICT, examples = "was changed by another deployment") @Nullable
            String conflict,

            @JsonProperty("conflict_id")
            @Schema(description = CONFLICT_ID, examples = "6650c0ffee0123456789abcd")
            @Nullable
            String conflictId,

            @JsonProperty("conflicting_user")
            @Schema(description = CONFLICTING_USER, examples = "6650c0ffee0123456789abcd")
            @Nullable
            String conflictingUser,

            @JsonProperty("conflicting_at") @Schema(description = CONFLICTING_AT) @Nullable
            Long conflictingAt) {

        static ChangeBody of(Change change, Next.@Nullable Item conflict) {
            return new ChangeBody(
                    change.id().toHexString(),
                    change.item().kind().label(),
                    change.action(),
                    change.item().name(),
                    change.previousName(),
                    change.changesContent(),
                    change.changesNotes(),
                    conflict == null ? null : conflict.reason(),
                    conflict == null ? null : conflict.key(),
                    conflict == null ? null : hex(conflict.user()),
                    conflict == null ? null : conflict.at());
        }
    }

    @Schema(name = "DraftTagChange")
    public record TagBody(
            @Schema(examples = "testing") String before,
            @Schema(examples = "production") String after,

            @Schema(description = CONFLICT, examples = "was changed by another deployment") @Nullable
            String conflict,

            @JsonProperty("conflict_id") @Schema(description = CONFLICT_ID, examples = "environment") @Nullable
            String conflictId,

            @JsonProperty("conflicting_user")
            @Schema(description = CONFLICTING_USER, examples = "6650c0ffee0123456789abcd")
            @Nullable
            String conflictingUser,

            @JsonProperty("conflicting_at") @Schema(description = CONFLICTING_AT) @Nullable
            Long conflictingAt) {

        static TagBody of(ChangeSet.TagChange tag, Next.@Nullable Item conflict) {
            return new TagBody(
                    tag.before().value(),
                    tag.after().value(),
                    conflict == null ? null : conflict.reason(),
                    conflict == null ? null : conflict.key(),
                    conflict == null ? null : hex(conflict.user()),
                    conflict == null ? null : conflict.at());
        }
    }

    @Schema(name = "DraftChanges")
    public record DraftChanges(
            @Schema(description = "The number of the draft's base revision.", examples = "7")
            long base,

            @Schema(description = "The number of the newest revision.", examples = "9")
            long revision,

            @Schema(description = "The items that the draft changes.")
            List<ChangeBody> items,

            @Schema(description = "The change to the environment tag; null if there is none.") @Nullable
            TagBody environment,

            @JsonIgnore String etag)
            implements Tagged {

        static DraftChanges of(LoadedDraft draft, Revision newest, List<Next.Item> conflicts) {
            ChangeSet changes = draft.changes();
            Map<Object, Next.Item> byItem = new HashMap<>();
            conflicts.forEach(item -> byItem.put(item.id() == null ? Next.Item.ENVIRONMENT : item.id(), item));
            ChangeSet.TagChange tag = changes.tag();
            return new DraftChanges(
                    draft.base().number,
                    newest.number,
                    changes.items().stream()
                            .map(change -> ChangeBody.of(change, byItem.get(change.id())))
                            .toList(),
                    tag == null ? null : TagBody.of(tag, byItem.get(Next.Item.ENVIRONMENT)),
                    draft.draft().etag());
        }
    }

    private static @Nullable String hex(@Nullable ObjectId id) {
        return id == null ? null : id.toHexString();
    }

    @GET
    @Path("/changes")
    @Operation(operationId = "listDraftChanges", summary = "List a draft's changes and their conflicts")
    @Fails(ErrorCode.DraftNotFound)
    public Uni<DraftChanges> list(@PathParam("draftId") String draftId) {
        ObjectId appId = app.id();
        return Uni.combine()
                .all()
                .unis(drafts.get(current.actor(), appId, draftId).flatMap(drafts::load), revisions.current(appId))
                .asTuple()
                .flatMap(both -> revisions
                        .conflicts(both.getItem2(), both.getItem1().changes())
                        .map(conflicts -> DraftChanges.of(both.getItem1(), both.getItem2(), conflicts)));
    }

    @GET
    @Path("/changes/contents")
    @Operation(
            operationId = "listDraftContents",
            summary = "Get items before and after a draft's changes with their contents, without those of secrets")
    @Fails(ErrorCode.DraftNotFound)
    public Uni<List<ChangedItem>> contents(
            @PathParam("draftId") String draftId,
            @Parameter(
                            description = ChangedItems.IDS,
                            required = true,
                            example = "6650c0ffee0123456789abcd",
                            schema = @Schema(implementation = String.class, pattern = ChangedItems.IDS_PATTERN))
                    @QueryParam("ids")
                    @Nullable
                    String ids) {
        ObjectId appId = app.id();
        return drafts.get(current.actor(), appId, draftId)
                .flatMap(drafts::load)
                .flatMap(draft -> items.read(appId, draft.base().view(), draft.own(), ids));
    }

    @DELETE
    @Audited("draft_change.delete")
    @Path("/changes/{id}")
    @Operation(
            operationId = "leaveOutDraftChange",
            summary = "Remove the change to one item, or to the environment tag, from a draft")
    @Fails({ErrorCode.DraftNotFound, ErrorCode.DraftConflict, ErrorCode.OutcomeUnknown})
    public Uni<Void> leaveOut(
            @PathParam("draftId") String draftId,
            @Parameter(description = "The item's id, or `environment`.", example = "6650c0ffee0123456789abcd")
                    @PathParam("id")
                    String id) {
        if (!ObjectId.isValid(id) && !id.equals(Next.Item.ENVIRONMENT)) {
            throw new ApiException(ErrorCode.NotFound, "change not found: \"" + id + "\"");
        }
        return rebases.leaveOut(current.actor(), app.id(), draftId, id);
    }

    @POST
    @Audited("draft.rebase")
    @Path("/rebase")
    @Operation(
            operationId = "rebaseDraft",
            summary = "Move a draft's base to the newest revision",
            description = "If items conflict, nothing is moved unless the body decides each conflict: `mine` keeps the"
                    + " draft's change on top of the newer state, `theirs` drops it.")
    @Fails({ErrorCode.DraftNotFound, ErrorCode.DraftConflict, ErrorCode.OutcomeUnknown})
    @Consumes(MediaType.WILDCARD)
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = OptionalBody.DraftRebase.class)))
    public Uni<DraftsResource.DraftBody> rebase(@PathParam("draftId") String draftId, byte[] body) throws IOException {
        App now = app.get();
        return rebases.rebase(current.actor(), now.id, draftId, decisions(bodies.rebase(body)))
                .map(draft -> DraftsResource.DraftBody.of(now, draft));
    }

    private static Rebases.Decisions decisions(OptionalBody.@Nullable DraftRebase body) {
        return body == null
                ? Rebases.Decisions.NONE
                : new Rebases.Decisions(body.revision(), keys("mine", body.mine()), keys("theirs", body.theirs()));
    }

    private static Set<String> keys(String field, @Nullable List<String> keys) {
        if (keys == null) {
            return Set.of();
        }
        if (keys.contains(null)) {
            throw ApiException.invalid(field, "must be an array of strings");
        }
        return new LinkedHashSet<>(keys);
    }
}
