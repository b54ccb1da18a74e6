package io.valise.revisions;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * A whole configuration as a caller sees it: a revision, or a draft. Immutable; a changed view shares unchanged parts
 * with the previous one.
 *
 * <p>Names are unique within their kind. In a revision, the {@code secret} of every value also exists; {@link #next}
 * enforces both.
 */
public final class View {
    private record Key(Kind kind, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : name.compareTo(other.name);
        }
    }

    private final Tag tag;
    private final EntryTree tree;
    private final TreePMap<Key, Entry> byName;
    private final Links links;

    private View(Tag tag, EntryTree tree, TreePMap<Key, Entry> byName, Links links) {
        this.tag = tag;
        this.tree = tree;
        this.byName = byName;
        this.links = links;
    }

    /** The configuration with these entries, whose names must be unique. */
    public static View of(String tag, Collection<Entry> entries) {
        return of(Tag.of(tag), EntryTree.of(entries));
    }

    /** The configuration with the entries of a tree. */
    static View of(Tag tag, EntryTree tree) {
        return new View(tag, tree, names(tree), Links.of(tree));
    }

    private static TreePMap<Key, Entry> names(EntryTree tree) {
        TreeMap<Key, Entry> names = new TreeMap<>();
        tree.forEach(entry -> names.put(key(entry), entry));
        return TreePMap.fromSortedMap(names);
    }

    /**
     * The configuration with the entries of another tree of the same app. The cost depends on the number of
     * differences.
     */
    View moved(Tag newTag, EntryTree other) {
        Map<ObjectId, @Nullable Entry> changes = new HashMap<>();
        EntryTree.diff(tree, other, (before, after) -> changes.put((after == null ? before : after).id(), after));
        return indexed(newTag, other, changes);
    }

    /** Updates the indexes of names and links. The other tree already contains the changes. */
    private View indexed(Tag newTag, EntryTree other, Map<ObjectId, @Nullable Entry> changes) {
        if (changes.size() > size() / 4 + 16) {
            return of(newTag, other);
        }
        TreePMap<Key, Entry> names = byName;
        Links linked = links;
        for (ObjectId id : changes.keySet()) {
            Entry before = tree.get(id);
            if (before != null) {
                names = names.minus(key(before));
                linked = linked.without(before);
            }
        }
        for (Entry after : changes.values()) {
            if (after != null) {
                names = names.plus(key(after), after);
                linked = linked.with(after);
            }
        }
        return new View(newTag, other, names, linked);
    }

    /** The environment tag; {@code ""} for none. */
    public String tag() {
        return tag.value();
    }

    /** The environment tag, with its author and time. */
    public Tag tagState() {
        return tag;
    }

    /** All entries, sorted by kind and name. */
    public Collection<Entry> entries() {
        return byName.values();
    }

    public int size() {
        return tree.size();
    }

    /** The entries of a kind, sorted by name. Fails with {@code StoreDamaged} if some may be missing. */
    public Collection<Entry> entries(Kind kind) {
        requireWhole();
        return readable(kind);
    }

    /** The readable entries of a kind, sorted by name. */
    public Collection<Entry> readable(Kind kind) {
        return byName.subMap(new Key(kind, ""), new Key(kind, String.valueOf(Character.MAX_VALUE)))
                .values();
    }

    public @Nullable Entry find(Kind kind, String name) {
        return byName.get(new Key(kind, name));
    }

    /**
     * The entry with this public id. Fails with the kind's not-found code, also for a malformed id, and with
     * {@code StoreDamaged} if the entry may be in an unreadable block.
     */
    public Entry require(Kind kind, String id) {
        Entry entry = ObjectId.isValid(id) ? tree.get(new ObjectId(id)) : null;
        if (entry == null || entry.kind() != kind) {
            requireWhole();
            throw kind.absent(id);
        }
        return entry;
    }

    /**
     * The same, if it is in the state that the caller has seen. Otherwise fails with {@code PreconditionFailed}.
     *
     * @param ifMatch the header; null if it was not sent
     */
    public Entry require(Kind kind, String id, @Nullable String ifMatch) {
        Entry entry = require(kind, id);
        EntityTags.requireMatch(ifMatch, etag(entry));
        return entry;
    }

    /** Fails with the kind's name-taken code if another item has the name. */
    public void requireFree(Kind kind, String name, ObjectId holder) {
        Entry entry = find(kind, name);
        if (entry != null && !entry.id().equals(holder)) {
            throw new ApiException(kind.nameTaken(), "the name \"" + name + "\" is taken by another " + kind.label());
        }
    }

    public @Nullable Entry get(ObjectId id) {
        return tree.get(id);
    }

    /** The entries by public id. */
    public EntryTree tree() {
        return tree;
    }

    /** Whether all of its blocks could be read. */
    public boolean isWhole() {
        return tree.unread().isEmpty();
    }

    /** Fails with {@code StoreDamaged} if a block could not be read. */
    public void requireWhole() {
        List<Hash> unread = tree.unread();
        if (!unread.isEmpty()) {
            throw new ApiException(
                    ErrorCode.StoreDamaged,
                    "the stored app is damaged: block " + unread.get(0)
                            + " is missing or was altered; nothing was changed");
        }
    }

    /** The values that link to a secret, sorted by name. */
    public List<Entry> linksTo(Entry secret) {
        return linked(secret.id());
    }

    private List<Entry> linked(Object target) {
        return links.to(target).stream()
                .map(tree::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Entry::name))
                .toList();
    }

    /** The name of the secret that a value links to, existing or missing; null for a value without a link. */
    public @Nullable String linkedName(Entry value) {
        Entry secret = value.secret() == null ? null : get(value.secret());
        return secret == null ? value.missing() : secret.name();
    }

    /**
     * Identifies the state of an item: equal tags mean the same item with the same name, flags, notes and content. It
     * does not reveal how often the item has changed.
     *
     * @return 32 hex digits in double quotes, as in an {@code ETag} header
     */
    public String etag(Entry entry) {
        ContentRef content = entry.content();
        List<String> parts = new ArrayList<>(List.of(
                entry.id().toHexString(),
                entry.name(),
                String.valueOf(entry.hidden()),
                content == null ? "" : content.hash().toString(),
                String.valueOf(entry.secret()),
                String.valueOf(linkedName(entry))));
        if (!entry.notes().isEmpty()) {
            parts.add(entry.notes().note());
            parts.addAll(entry.notes().tags());
        }
        return EntityTags.of(parts.toArray(String[]::new));
    }

    /** Identifies the state of the environment tag, as {@link #etag} does for an item. */
    public String tagEtag() {
        return EntityTags.of("environment", tag.value());
    }

    /**
     * The configuration after the changes. If somebody else has changed the same item or taken the same name, these
     * changes win.
     */
    public View with(ChangeSet changes) {
        Map<ObjectId, @Nullable Entry> edits = new LinkedHashMap<>();
        changes.items().forEach(change -> edits.put(change.id(), change.after()));
        for (Change change : changes.items()) {
            Entry after = change.after();
            Entry loser = after == null ? null : byName.get(key(after));
            if (loser != null && !edits.containsKey(loser.id())) {
                edits.put(loser.id(), null);
            }
        }
        Tag newTag = changes.tag() == null ? tag : changes.tag().after();
        if (edits.isEmpty()) {
            return new View(newTag, tree, byName, links);
        }
        return indexed(newTag, tree.with(edits), edits);
    }

    /**
     * The changes that lead from this view to the other one: one per differing item, sorted by kind and name. Fails
     * with {@code StoreDamaged} if a block of either could not be read, since its entries would count as deleted or
     * new.
     */
    public ChangeSet changesTo(View other) {
        requireWhole();
        other.requireWhole();
        List<Change> changes = new ArrayList<>();
        EntryTree.diff(tree, other.tree, (before, after) -> changes.add(new Change(before, after)));
        changes.sort(Comparator.comparing((Change change) -> key(change.item())));
        return new ChangeSet(changes, tag.equals(other.tag) ? null : new ChangeSet.TagChange(tag, other.tag));
    }

    /** The view with its secrets replaced by those of another view. */
    public View withSecretsOf(View other) {
        List<Change> secrets = changesTo(other).items().stream()
                .filter(change -> change.item().kind() == Kind.SECRET)
                .toList();
        return secrets.isEmpty() ? this : with(relinking(ChangeSet.of(secrets)));
    }

    /**
     * The configuration after the changes, or the conflicts with what others have deployed since the view that the
     * changes were made on.
     */
    public Next next(ChangeSet changes) {
        View after = with(changes);
        Set<ObjectId> touched = new HashSet<>();
        changes.items().forEach(change -> touched.add(change.id()));
        List<Next.Item> items = new ArrayList<>();
        for (Change change : changes.items()) {
            // Report both: the other item is only replaced if the caller knows about it.
            Stream.of(inTheWay(change, after), nameTaken(change, touched))
                    .filter(Objects::nonNull)
                    .forEach(items::add);
        }
        if (changes.tag() != null && !changes.tag().before().version().equals(tag.version())) {
            items.add(Next.Item.ofTag(tag));
        }
        return items.isEmpty() ? new Next.State(after) : new Next.Conflict(List.copyOf(items));
    }

    private Next.@Nullable Item nameTaken(Change change, Set<ObjectId> touched) {
        Entry after = change.after();
        if (after == null) {
            return null;
        }
        Entry holder = byName.get(key(after));
        return holder == null || touched.contains(holder.id()) ? null : Next.Item.nameTaken(change.id(), after, holder);
    }

    private Next.@Nullable Item inTheWay(Change change, View result) {
        Entry before = change.before();
        Entry now = tree.get(change.id());
        Entry after = change.after();
        if (before != null && now == null) {
            return Next.Item.deleted(change.id(), before);
        }
        if (now != null && (before == null || now.version() != before.version())) {
            return Next.Item.of(change.id(), now, "was changed by another deployment");
        }
        if (after == null) {
            List<Entry> linked = now != null && now.kind() == Kind.SECRET ? result.linksTo(now) : List.of();
            return now == null || linked.isEmpty()
                    ? null
                    : Next.Item.of(change.id(), now, "is now used by a value that another deployment linked to it")
                            .by(linked.get(0));
        }
        boolean dangling = after.secret() != null && result.tree.get(after.secret()) == null;
        return dangling
                ? Next.Item.of(change.id(), after, "links to a secret that another deployment has deleted")
                        .lost(after.secret())
                : null;
    }

    /**
     * The changes plus the link updates that follow from them. If a secret is removed, the values that link to it keep
     * its name. If a secret gets a name that values are missing, they link to it again.
     */
    public ChangeSet relinking(ChangeSet changes) {
        Set<ObjectId> values = new HashSet<>();
        for (Change change : changes.items()) {
            Entry item = change.item();
            if (item.kind() == Kind.SECRET) {
                values.addAll(links.to(item.id()));
                values.addAll(links.to(item.name()));
            }
            if (item.fromSecret()) {
                values.add(item.id());
            }
        }
        if (values.isEmpty()) {
            return changes;
        }
        View after = with(changes);
        List<Change> relinked = values.stream()
                .map(after.tree::get)
                .filter(Objects::nonNull)
                .filter(Entry::fromSecret)
                .flatMap(value -> {
                    Entry now = after.relinked(value, this);
                    if (now.equals(value)) {
                        return Stream.empty();
                    }
                    // Restoring a link restores the value's earlier state.
                    Entry before = tree.get(value.id());
                    return Stream.of(Change.update(value, before != null && now.isLike(before) ? before : now));
                })
                .toList();
        return changes.then(ChangeSet.of(relinked));
    }

    private Entry relinked(Entry value, View earlier) {
        String name = value.missing();
        if (value.secret() != null && tree.get(value.secret()) == null) {
            Entry removed = earlier.get(value.secret());
            name = removed == null ? value.secret().toHexString() : removed.name();
        }
        if (name == null) {
            return value;
        }
        Entry secret = find(Kind.SECRET, name);
        return secret == null ? value.relinked(null, name) : value.relinked(secret.id(), null);
    }

    private static Key key(Entry entry) {
        return new Key(entry.kind(), entry.name());
    }
}
