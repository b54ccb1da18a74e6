package io.valise.revisions;

import java.util.Objects;
import org.bson.codecs.pojo.annotations.BsonProperty;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one item: it is created (no before), changed, or removed (no after). The state before is kept so
 * that a deployment can tell whether somebody else has changed the item since.
 */
public record Change(
        @BsonProperty("b") @Nullable Entry before,
        @BsonProperty("a") @Nullable Entry after) {

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

    /** This change and then a later one of the same item, as one; null if nothing remains of the two. */
    @Nullable
    Change then(Change later) {
        if (before == null && later.after == null) {
            return null;
        }
        return new Change(before, later.after);
    }
}
