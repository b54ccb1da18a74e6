package io.valise.deployments;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.valise.contents.EnvironmentValue;
import io.valise.json.Json;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An item before and after a change, with its contents. A secret's content is never part of it.
 *
 * @param before null if the item was created
 * @param after null if the item was deleted
 */
@Schema(name = "ChangedItem")
public record ChangedItem(
        @JsonProperty("_id") @Schema(description = "The item's id.", examples = "6650c0ffee0123456789abcd")
        String id,

        @Schema(description = "Null if the item did not exist.") @Nullable
        Side before,

        @Schema(description = "Null if the item no longer exists.") @Nullable
        Side after,

        @Schema(
                description = "The unified diff of a file. Null for other kinds of items, for a file that does not"
                        + " differ, and if the files that are asked for have more than 16 MiB together.",
                examples = "--- functions/greet.js\n+++ functions/greet.js")
        @Nullable
        String diff) {

    /** The item in one of the two states. */
    @Schema(name = "ChangedItemSide")
    public record Side(
            @Schema(examples = "greeting") String name,

            @JsonProperty("private") @Schema(description = "A value's flag.")
            boolean hidden,

            @JsonProperty("from_secret") @Schema(description = "Whether the value links to a secret.")
            boolean fromSecret,

            @Schema(description = "A value's JSON; with `from_secret`, the name of the secret. Null for other kinds.")
            @Nullable
            Json value,

            @Schema(description = "The JSON of an environment value by environment. Null for other kinds.") @Nullable
            Columns values,

            @Schema(description = "Empty for none.", examples = "Shown on the start page.")
            String note,

            @Schema(description = "Sorted.", examples = "[\"frontend\"]")
            List<String> tags,

            @JsonProperty("last_modified") @Schema(description = "When it was last changed, in UNIX seconds.")
            long lastModified,

            @JsonProperty("modified_by")
            @Schema(description = "The id of the API key that changed it last; null if unknown.")
            @Nullable
            String modifiedBy) {}

    /** An environment value's JSON by environment. Environments without a value are absent. */
    @Schema(name = "ChangedItemColumns")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Columns(
            @Nullable Json none,
            @Nullable Json development,
            @Nullable Json testing,
            @Nullable Json qa,
            @Nullable Json production) {

        static Columns of(Map<String, String> texts) {
            return new Columns(
                    json(texts.get(EnvironmentValue.NO_TAG)),
                    json(texts.get("development")),
                    json(texts.get("testing")),
                    json(texts.get("qa")),
                    json(texts.get("production")));
        }

        private static @Nullable Json json(@Nullable String text) {
            return text == null ? null : new Json(text);
        }
    }
}
