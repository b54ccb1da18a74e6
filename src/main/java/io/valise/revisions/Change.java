package io.valise.revisions;

import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one item: it is created (no before), changed, or removed (no after). The state before is that of the
 * view that the change was made on, so that a deployment can tell whether somebody else has changed the item since.
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

    /** The item, as it is after the change, or as it was if the change removes it. */
    public Entry item() {
        return Objects.requireNonNull(after != null ? after : before);
    }

    /** The item's public id. */
    public ObjectId id() {
        return item().id();
    }

    /** Whether the item gets another content, or another link to a secret. */
    public boolean changesContent() {
        return before == null
                || after == null
                || !Objects.equals(before.hash(), after.hash())
                || !Objects.equals(before.secret(), after.secret());
    }

    /** Whether it leaves the content of a secret that was there as it is. */
    boolean keepsSecret() {
        return item().kind() == Kind.SECRET
                && before != null
                && after != null
                && Objects.equals(before.content(), after.content());
    }

    /** This change and then a later one of the same item, as one; null if nothing remains of the two. */
    @Nullable
    Change then(Change later) {
        if (before == null && later.after == null) {
            return null;
        }
        return new Change(before, later.after);
    }
}
