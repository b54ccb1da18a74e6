package io.valise.revisions;

import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The result of deploying a change set on a configuration. */
public sealed interface Next {
    /** No conflicts: the new configuration. */
    record State(View view) implements Next {}

    /** Other deployments conflict with the changes. */
    record Conflict(List<Item> items) implements Next {}

    /**
     * One conflicting item.
     *
     * @param key identifies the conflict in a rebase: the item's id, {@code name:<kind>:<name>}, or {@code environment}
     * @param id the public id of the item that the changes touch; null for the environment tag
     * @param kind null for the environment tag
     * @param name the item's name in the other deployment
     * @param reason what happened to it, as a clause
     * @param user who did it; null if unknown
     * @param at when, in UNIX seconds; null if unknown
     * @param removed the id of the item that another deployment has deleted, if that is the reason; user and time are
     *     then looked up in the history
     */
    record Item(
            String key,
            @Nullable ObjectId id,
            @Nullable Kind kind,
            String name,
            String reason,
            @Nullable ObjectId user,
            @Nullable Long at,
            @Nullable ObjectId removed) {

        /** The key and name of the environment tag in rebases and lists of conflicts. */
        public static final String ENVIRONMENT = "environment";

        static Item of(ObjectId id, Entry entry, String reason) {
            return new Item(
                    id.toHexString(), id, entry.kind(), entry.name(), reason, entry.user(), entry.modified(), null);
        }

        static Item deleted(ObjectId id, Entry before) {
            return of(id, before, "was deleted by another deployment").lost(id);
        }

        static Item nameTaken(ObjectId id, Entry after, Entry holder) {
            return new Item(
                    "name:" + after.kind().key() + ":" + after.name(),
                    id,
                    after.kind(),
                    after.name(),
                    "has a name that another deployment has taken",
                    holder.user(),
                    holder.modified(),
                    null);
        }

        static Item ofTag(Tag now) {
            return new Item(
                    ENVIRONMENT,
                    null,
                    null,
                    ENVIRONMENT,
                    "was changed by another deployment",
                    now.user(),
                    now.modified(),
                    null);
        }

        /** The same, caused by the last author of this entry. */
        Item by(Entry other) {
            return who(other.user(), other.modified());
        }

        /** The same, with user and time. */
        Item who(@Nullable ObjectId who, @Nullable Long when) {
            return new Item(key, id, kind, name, reason, who, when, removed);
        }

        /** The same, caused by the removal of this item. The user is not known yet. */
        Item lost(@Nullable ObjectId gone) {
            return new Item(key, id, kind, name, reason, null, null, gone);
        }

        /** The item in a sentence, such as {@code value "greeting"}, or {@code environment}. */
        public String label() {
            return kind == null ? name : kind.label() + " \"" + name + "\"";
        }
    }
}
