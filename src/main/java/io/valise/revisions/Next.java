package io.valise.revisions;

import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What becomes of a configuration when a change set is deployed on it. */
public sealed interface Next {
    /** The changes fit: the configuration after them. */
    record State(View view) implements Next {}

    /** Somebody else's deployment is in the way. */
    record Conflict(List<Item> items) implements Next {}

    /**
     * One item in the way.
     *
     * @param id the item's public id; null for the environment tag
     * @param item such as {@code value "greeting"}
     * @param reason what happened to it, as a clause
     */
    record Item(@Nullable ObjectId id, String item, String reason) {}
}
