package io.valise.revisions;

import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A change to one item: it is created (no before), changed, or removed (no after). The before state is that of the view
 * in which the change was made, so that a deployment can detect that somebody else has changed the item since.
 */
public record Change(@Nullable Entry before, @Nullable Entry after) {

    public static Change create(Entry after) {
        return new Change(null, after);
    }

    public static Change update(Entry before, Entry after) {
        return new Change(before, after);
    }

    public static Change remove(Entry before) {
        return new Change(before, null);
    }

    /** The item after the change, or before it if the change removes it. */
    public Entry item() {
        return Objects.requireNonNull(after != null ? after : before);
    }

    public ObjectId id() {
        return item().id();
    }

    /** What it does to the item: {@code created}, {@code changed} or {@code deleted}. */
    public String action() {
        return before == null ? "created" : after == null ? "deleted" : "changed";
    }

    /** The item's name before the change; null unless the change renames it. */
    public @Nullable String previousName() {
        return before == null || before.name().equals(item().name()) ? null : before.name();
    }

    /** Whether the item's content or its link to a secret changes. */
    public boolean changesContent() {
        return before == null
                || after == null
                || !Objects.equals(before.hash(), after.hash())
                || !Objects.equals(before.secret(), after.secret());
    }

    /** Whether it creates or removes an item that has notes, or changes the notes of one. */
    public boolean changesNotes() {
        Notes earlier = before == null ? Notes.NONE : before.notes();
        return !earlier.equals(after == null ? Notes.NONE : after.notes());
    }

    /** Whether it leaves an existing secret's content unchanged. */
    boolean keepsSecret() {
        return item().kind() == Kind.SECRET
                && before != null
                && after != null
                && Objects.equals(before.content(), after.content());
    }

    /** Merges this change with a later one of the same item; null if they cancel out. */
    @Nullable
    Change then(Change later) {
        if (before == null && later.after == null) {
            return null;
        }
        return new Change(before, later.after);
    }
}
