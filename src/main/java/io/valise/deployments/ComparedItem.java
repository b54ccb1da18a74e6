package io.valise.deployments;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.valise.revisions.Change;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How one item differs between two revisions, without its content. */
@Schema(name = "ComparedItem")
public record ComparedItem(
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
        boolean notesChanged) {

    static ComparedItem of(Change change) {
        return new ComparedItem(
                change.id().toHexString(),
                change.item().kind().label(),
                change.action(),
                change.item().name(),
                change.previousName(),
                change.changesContent(),
                change.changesNotes());
    }
}
