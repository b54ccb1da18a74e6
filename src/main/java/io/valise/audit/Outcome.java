package io.valise.audit;

import io.valise.audit.AuditEntry.Item;
import io.valise.audit.AuditEntry.Target;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a successful request has done, for its audit entry. Never holds a content.
 *
 * @param target what it was done to; null for the item that the path names
 * @param changes the changed items, if there are several
 * @param draft the draft that the change joined; the change is not live
 * @param change the id of the change, if it made a revision. The entry gets this id, so that a change has one entry
 * @param revision the number of the revision that it made
 * @param recorded false for a preview, which has no entry
 * @param action the action, if it differs from the route's; else null
 */
public record Outcome(
        @Nullable Target target,
        List<Item> changes,
        @Nullable ObjectId draft,
        @Nullable ObjectId change,
        @Nullable Long revision,
        boolean recorded,
        @Nullable String action) {
    /** Done; the action and the path tell the rest. */
    public static final Outcome DONE = new Outcome(null, List.of(), null, null, null, true, null);

    /** A preview: nothing was changed, and nothing is recorded. */
    public static final Outcome NOTHING = new Outcome(null, List.of(), null, null, null, false, null);

    /**
     * Done to one thing.
     *
     * @param kind such as {@code secret}
     * @param name its display name, if it has one
     */
    public static Outcome on(String kind, @Nullable ObjectId id, @Nullable String name) {
        Target target = new Target(kind, id == null ? null : id.toHexString(), name);
        return new Outcome(target, List.of(), null, null, null, true, null);
    }

    /** Items were changed. A single item becomes the target; several are listed. */
    public static Outcome changed(List<Item> items) {
        if (items.size() != 1) {
            return new Outcome(null, List.copyOf(items), null, null, null, true, null);
        }
        Item only = items.get(0);
        return new Outcome(new Target(only.kind(), only.id(), only.name()), List.of(), null, null, null, true, null);
    }

    /** The same outcome, in a draft. */
    public Outcome staged(ObjectId itsDraft) {
        return new Outcome(target, changes, itsDraft, change, revision, recorded, action);
    }

    /** The same outcome, live in this revision. */
    public Outcome published(ObjectId itsChange, long itsRevision) {
        return new Outcome(target, changes, draft, itsChange, itsRevision, recorded, action);
    }

    /** The same outcome, with another action. */
    public Outcome as(String itsAction) {
        return new Outcome(target, changes, draft, change, revision, recorded, itsAction);
    }
}
