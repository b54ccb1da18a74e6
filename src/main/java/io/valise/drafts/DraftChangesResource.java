package io.valise.drafts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Amendments;
import io.valise.changes.Drafts;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Entry;
import io.valise.revisions.Next;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/drafts/{draftId}")
@Tag(name = "Drafts")
public class DraftChangesResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Drafts drafts;

    @Inject
    Amendments amendments;

    @Inject
    Revisions revisions;

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
            @Schema(description = "Null unless it is renamed.", examples = "salutation")
            @Nullable
            String previousName,

            @JsonProperty("content_changed") @Schema(description = "Whether it gets another content.")
            boolean contentChanged,

            @Schema(
                    description = "What another deployment has done that is in the way; null for nothing.",
                    examples = "was changed by another deployment")
            @Nullable
            String conflict,

            @JsonProperty("conflicting_user")
            @Schema(description = "Who last changed it there: an API key.", examples = "6650c0ffee0123456789abcd")
            @Nullable
            String conflictingUser) {

        static ChangeBody of(Change change, View live, List<Next.Item> conflicts) {
            Entry before = change.before();
            Entry after = change.after();
            Entry item = change.item();
            Entry now = live.get(change.id());
            String conflict = reason(conflicts, change.id());
            String oldName =
                    before == null || after == null || before.name().equals(after.name()) ? null : before.name();
            return new ChangeBody(
                    change.id().toHexString(),
                    item.kind().label(),
                    before == null ? "created" : after == null ? "deleted" : "changed",
                    item.name(),
                    oldName,
                    before == null || after == null || before.version() != after.version(),
                    conflict,
                    conflict == null || now == null || now.user() == null
                            ? null
                            : now.user().toHexString());
        }
    }

    @Schema(name = "DraftTagChange")
    public record TagBody(
            @Schema(examples = "testing") String before,
            @Schema(examples = "production") String after,

            @Schema(
                    description = "What another deployment has done that is in the way; null for nothing.",
                    examples = "was changed by another deployment")
            @Nullable
            String conflict) {}

    @Schema(name = "DraftChanges")
    public record DraftChanges(
            @Schema(description = "The items that the draft changes.")
            List<ChangeBody> items,

            @Schema(description = "The environment tag; null if it stays.") @Nullable
            TagBody environment) {

        static DraftChanges of(ChangeSet changes, View live) {
            List<Next.Item> conflicts =
                    live.next(changes) instanceof Next.Conflict conflict ? conflict.items() : List.of();
            ChangeSet.TagChange tag = changes.tag();
            return new DraftChanges(
                    changes.items().stream()
                            .map(change -> ChangeBody.of(change, live, conflicts))
                            .toList(),
                    tag == null ? null : new TagBody(tag.before(), tag.after(), reason(conflicts, null)));
        }
    }

    private static @Nullable String reason(List<Next.Item> conflicts, @Nullable ObjectId item) {
        Stream<Next.Item> its = conflicts.stream().filter(conflict -> Objects.equals(conflict.id(), item));
        return its.map(Next.Item::reason).findFirst().orElse(null);
    }

    @GET
    @Path("/changes")
    @Operation(operationId = "listDraftChanges", summary = "The items that a draft changes, and what is in their way")
    @Fails(ErrorCode.DraftNotFound)
    public Uni<DraftChanges> list(@PathParam("draftId") String draftId) {
        return drafts.get(current.actor(), app.id(), draftId)
                .flatMap(draft ->
                        revisions.current(draft.app).map(newest -> DraftChanges.of(draft.changes, newest.view())));
    }

    @DELETE
    @Audited("draft_change.delete")
    @Path("/changes/{id}")
    @Operation(operationId = "leaveOutDraftChange", summary = "Take what a draft does to one item out of it")
    @Fails({ErrorCode.DraftNotFound, ErrorCode.DraftConflict, ErrorCode.OutcomeUnknown})
    public Uni<Void> leaveOut(@PathParam("draftId") String draftId, @PathParam("id") String id) {
        if (!ObjectId.isValid(id)) {
            throw new ApiException(ErrorCode.NotFound, "change not found: \"" + id + "\"");
        }
        return amendments.leaveOut(current.actor(), app.id(), draftId, new ObjectId(id));
    }

    @POST
    @Audited("draft.rebase")
    @Path("/rebase")
    @Operation(
            operationId = "rebaseDraft",
            summary = "Put a draft's changes on top of what others have deployed since: the draft's win")
    @Fails({ErrorCode.DraftNotFound, ErrorCode.DraftConflict, ErrorCode.OutcomeUnknown})
    public Uni<Void> rebase(@PathParam("draftId") String draftId) {
        return amendments.rebase(current.actor(), app.id(), draftId);
    }
}
