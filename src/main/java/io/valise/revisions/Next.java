package io.valise.revisions;

import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What becomes of a configuration when a change set is deployed on it. */
public sealed interface Next {
    /** The changes fit: the configuration after them. */
    record State(View view) implements Next {}

    /** Other deployments are in the way. */
    record Conflict(List<Item> items) implements Next {}

    /**
     * One item in the way.
     *
     * @param key how a rebase names it: the item's id, {@code name:<kind>:<name>}, or {@code environment}
     * @param id the public id of the item that the changes touch; null for the environment tag
     * @param kind null for the environment tag
     * @param name the item's, as the other deployment has it
     * @param reason what happened to it, as a clause
     * @param user who did that; null where it is not known
     * @param at when, in UNIX seconds; null where it is not known
     * @param removed the id of the item that another deployment has deleted, if that is the reason: who and when is told
     *     by the history then
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

        /** How a rebase, and a list of conflicts, names the environment tag. */
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

        /** The same, done by whoever last changed this entry. */
        Item by(Entry other) {
            return who(other.user(), other.modified());
        }

        /** The same, done by somebody at a time. */
        Item who(@Nullable ObjectId who, @Nullable Long when) {
            return new Item(key, id, kind, name, reason, who, when, removed);
        }

        /** The same, since an item is gone: who removed it is not known yet. */
        Item lost(@Nullable ObjectId gone) {
            return new Item(key, id, kind, name, reason, null, null, gone);
        }

        /** How a sentence names it: {@code value "greeting"}, or {@code environment}. */
        public String label() {
            return kind == null ? name : kind.label() + " \"" + name + "\"";
        }
    }
}
