package io.valise.changes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.valise.revisions.Change;
import io.valise.revisions.Entry;
import io.valise.revisions.ItemHistory;
import io.valise.revisions.Revision;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A deployed change of an item, as the API returns it. Never says what the content is. */
@Schema(name = "ItemChange")
public record ItemChange(
        @Schema(
                description = "The revision that wrote or deleted the item: the item's version from then on.",
                examples = "7")
        long revision,

        @JsonProperty("deployment_id") @Schema(examples = "6650c0ffee0123456789abcd")
        String deploymentId,

        @JsonProperty("deployment_name")
        @Schema(description = "The deployment's name, or else its id.", examples = "rotate the payment keys")
        String deploymentName,

        @JsonProperty("deployed_at") @Schema(description = "In UNIX seconds.", examples = "1795424400")
        long deployedAt,

        @JsonProperty("user_id")
        @Schema(description = "The id of the API key that made the change.", examples = "6650c0ffee0123456789abcd")
        String userId,

        @JsonProperty("deployed_by")
        @Schema(
                description =
                        "The id of the API key that deployed it. Another one if somebody else deployed the draft.",
                examples = "6650c0ffee0123456789abcd")
        String deployedBy,

        @Schema(
                description = "The kind of client that deployed it.",
                enumeration = {"API", "CLI", "UI", "VALISE"})
        String origin,

        @Schema(
                description = "What happened to it. `changed` too if the revision before is no longer kept, so that"
                        + " nobody can tell.",
                enumeration = {"created", "changed", "deleted"})
        String action,

        @Schema(
                description = "The item's name after the change, or before it if it was deleted.",
                examples = "greeting")
        String name,

        @JsonProperty("previous_name")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "The name before the change, if it was renamed.", examples = "salutation")
        @Nullable
        String previousName,

        @JsonProperty("content_changed")
        @Schema(
                description = "Whether the content, or the link to a secret, changed. True too if the revision before"
                        + " is no longer kept.")
        boolean contentChanged,

        @JsonProperty("notes_changed") @Schema(description = "Whether the note or the tags changed.")
        boolean notesChanged) {

    public static ItemChange of(ItemHistory.Step step) {
        Revision revision = step.revision();
        Entry item = step.item();
        Change change = new Change(step.before(), step.after());
        String id = revision.id.toHexString();
        ObjectId author = step.after() == null || item.user() == null ? revision.user : item.user();
        return new ItemChange(
                revision.number,
                id,
                revision.name == null ? id : revision.name,
                revision.deployedAt,
                author.toHexString(),
                revision.user.toHexString(),
                revision.origin,
                step.before() == null && !step.isComparable() ? "changed" : change.action(),
                item.name(),
                change.previousName(),
                change.changesContent(),
                change.changesNotes());
    }
}
