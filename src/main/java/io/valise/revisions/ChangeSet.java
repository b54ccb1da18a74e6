package io.valise.revisions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Changes that are applied together or not at all: at most one per item, and at most one to the environment tag. */
public record ChangeSet(List<Change> items, @Nullable TagChange tag) {
    public static final ChangeSet NONE = new ChangeSet(List.of(), null);

    public ChangeSet {
        items = List.copyOf(items);
        // Setting the tag and setting it back is not a change, and must not cause a conflict.
        tag = tag != null && tag.before().value().equals(tag.after().value()) ? null : tag;
    }

    /** The environment tag before and after. */
    public record TagChange(Tag before, Tag after) {}

    public static ChangeSet of(Change... items) {
        return new ChangeSet(List.of(items), null);
    }

    public static ChangeSet of(List<Change> items) {
        return new ChangeSet(items, null);
    }

    /** A change set that only sets the tag. */
    public static ChangeSet tag(View view, String after, long now) {
        return of(List.of()).andTag(view, after, now);
    }

    /** These changes plus a new tag. */
    public ChangeSet andTag(View view, String after, long now) {
        return new ChangeSet(items, new TagChange(view.tagState(), new Tag(after, 0L, now, null)));
    }

    public boolean isEmpty() {
        return items.isEmpty() && tag == null;
    }

    /**
     * These changes as part of a revision.
     *
     * @param version the revision's number, which everything it writes gets as version
     * @param user the author of the changes; null to keep the authors they have
     */
    public ChangeSet stamped(long version, @Nullable ObjectId user) {
        List<Change> stamped = new ArrayList<>(items.size());
        for (Change change : items) {
            Entry after = change.after();
            stamped.add(
                    after == null
                            ? change
                            : new Change(change.before(), after.stamped(version, user == null ? after.user() : user)));
        }
        TagChange set = tag == null
                ? null
                : new TagChange(
                        tag.before,
                        new Tag(
                                tag.after.value(),
                                version,
                                tag.after.modified(),
                                user == null ? tag.after.user() : user));
        return new ChangeSet(stamped, set);
    }

    /** The items that exist after the changes, in their new state. */
    public List<Entry> afters() {
        return items.stream().map(Change::after).filter(Objects::nonNull).toList();
    }

    /** The changes without that of one item. */
    public ChangeSet without(ObjectId item) {
        return new ChangeSet(
                items.stream().filter(change -> !change.id().equals(item)).toList(), tag);
    }

    /** The changes without that of the tag. */
    public ChangeSet withoutTag() {
        return new ChangeSet(items, null);
    }

    /** Rebases the changes onto this configuration; each item ends up in the same state. */
    public ChangeSet onto(View now) {
        List<Change> moved = new ArrayList<>();
        for (Change change : items) {
            Entry before = now.get(change.id());
            if (before != null || change.after() != null) {
                moved.add(new Change(before, onto(before, change)));
            }
        }
        return new ChangeSet(moved, tag == null ? null : new TagChange(now.tagState(), tag.after()));
    }

    /** The item's new state. A secret whose content the change keeps gets its current content. */
    private static @Nullable Entry onto(@Nullable Entry now, Change change) {
        Entry after = change.after();
        return now != null && now.content() != null && change.keepsSecret() && after != null
                ? after.withContent(now.content(), after.modified())
                : after;
    }

    /** The changes that have an effect. */
    public ChangeSet effective() {
        return new ChangeSet(
                items.stream()
                        .filter(change -> !Objects.equals(change.before(), change.after()))
                        .toList(),
                tag);
    }

    /** Merges this set with a later one that was made on the view with this one applied. */
    public ChangeSet then(ChangeSet later) {
        if (isEmpty()) {
            return later;
        }
        Map<ObjectId, Change> merged = new LinkedHashMap<>();
        items.forEach(change -> merged.put(change.id(), change));
        for (Change change : later.items) {
            // A null from `then` drops the item: it was created and removed in the same set.
            merged.compute(change.id(), (id, earlier) -> earlier == null ? change : earlier.then(change));
        }
        TagChange both = tag == null || later.tag == null
                ? (later.tag == null ? tag : later.tag)
                : new TagChange(tag.before, later.tag.after);
        return new ChangeSet(new ArrayList<>(merged.values()), both);
    }
}
