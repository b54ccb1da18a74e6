package io.valise.revisions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are made together or not at all: at most one for each item, and at most one of the environment tag.
 */
public record ChangeSet(List<Change> items, @Nullable TagChange tag) {
    public static final ChangeSet NONE = new ChangeSet(List.of(), null);

    public ChangeSet {
        items = List.copyOf(items);
        // A tag that was set and set back is no change, and no reason for a conflict.
        tag = tag != null && tag.before().equals(tag.after()) ? null : tag;
    }

    /** The environment tag, before and after. */
    public record TagChange(String before, String after) {}

    public static ChangeSet of(Change... items) {
        return new ChangeSet(List.of(items), null);
    }

    public static ChangeSet of(List<Change> items) {
        return new ChangeSet(items, null);
    }

    public static ChangeSet tag(String before, String after) {
        return new ChangeSet(List.of(), new TagChange(before, after));
    }

    public boolean isEmpty() {
        return items.isEmpty() && tag == null;
    }

    /** The same changes, signed: each item says that this user has changed it. */
    public ChangeSet by(ObjectId user) {
        return new ChangeSet(
                items.stream()
                        .map(change -> change.after() == null
                                ? change
                                : new Change(change.before(), change.after().by(user)))
                        .toList(),
                tag);
    }

    /** The changes but that of one item. */
    public ChangeSet without(ObjectId item) {
        return new ChangeSet(
                items.stream().filter(change -> !change.id().equals(item)).toList(), tag);
    }

    /** The changes as if they had been made on this configuration: each item ends as it would have. */
    public ChangeSet onto(View now) {
        List<Change> moved = new ArrayList<>();
        for (Change change : items) {
            Entry before = now.get(change.id());
            if (before != null || change.after() != null) {
                moved.add(new Change(before, change.after()));
            }
        }
        return new ChangeSet(moved, tag == null ? null : new TagChange(now.tag(), tag.after()));
    }

    /** The changes that change something. */
    public ChangeSet effective() {
        return new ChangeSet(
                items.stream()
                        .filter(change -> !Objects.equals(change.before(), change.after()))
                        .toList(),
                tag);
    }

    /** This set and then a later one, which was made on the view with this one applied. */
    public ChangeSet then(ChangeSet later) {
        Map<ObjectId, Change> merged = new LinkedHashMap<>();
        items.forEach(change -> merged.put(change.id(), change));
        for (Change change : later.items) {
            // A null from `then` drops the item: it was created and removed in the same draft.
            merged.compute(change.id(), (id, earlier) -> earlier == null ? change : earlier.then(change));
        }
        TagChange both = tag == null || later.tag == null
                ? (later.tag == null ? tag : later.tag)
                : new TagChange(tag.before, later.tag.after);
        return new ChangeSet(new ArrayList<>(merged.values()), both);
    }
}
