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
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * A whole configuration as somebody sees it: a revision, or a draft. Immutable; what a change leaves as it is, the view
 * after it shares with the one before.
 *
 * <p>It promises that names are unique within their kind, and a revision also that every value's {@code secret} is a
 * secret in it: {@link #next} lets nothing else through.
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

    /** The configuration with these entries, whose names are unique. */
    public static View of(String tag, Collection<Entry> entries) {
        return of(Tag.of(tag), EntryTree.of(entries));
    }

    /** The configuration with the entries of a tree. */
    static View of(Tag tag, EntryTree tree) {
        return new View(tag, tree, names(tree), Links.of(tree));
    }

    private static TreePMap<Key, Entry> names(EntryTree tree) {
        java.util.TreeMap<Key, Entry> names = new java.util.TreeMap<>();
        tree.forEach(entry -> names.put(key(entry), entry));
        return TreePMap.fromSortedMap(names);
    }

    /** The configuration with the entries of another tree of the same app, at the price of what differs. */
    View moved(Tag newTag, EntryTree other) {
        Map<ObjectId, @Nullable Entry> changes = new HashMap<>();
        EntryTree.diff(tree, other, (before, after) -> changes.put((after == null ? before : after).id(), after));
        return indexed(newTag, other, changes);
    }

    /** With the names and links of these changes, which the other tree has already. */
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

    /** The environment tag, with who set it and when. */
    public Tag tagState() {
        return tag;
    }

    /** All entries, by kind and name. */
    public Collection<Entry> entries() {
        return byName.values();
    }

    public int size() {
        return tree.size();
    }

    /** The entries of a kind, by name; fails with {@code StoreDamaged} if there may be more of them. */
    public Collection<Entry> entries(Kind kind) {
        requireWhole();
        return readable(kind);
    }

    /** Those entries of a kind that could be read, by name. */
    public Collection<Entry> readable(Kind kind) {
        return byName.subMap(new Key(kind, ""), new Key(kind, String.valueOf(Character.MAX_VALUE)))
                .values();
    }

    public @Nullable Entry find(Kind kind, String name) {
        return byName.get(new Key(kind, name));
    }

    /**
     * The entry with this public id; fails with the kind's not-found code, also for an id that is no id, and with
     * {@code StoreDamaged} where it may be in a block that cannot be read.
     */
    public Entry require(Kind kind, String id) {
        Entry entry = ObjectId.isValid(id) ? tree.get(new ObjectId(id)) : null;
        if (entry == null || entry.kind() != kind) {
            requireWhole();
            throw new ApiException(kind.notFound(), kind.label() + " not found: \"" + id + "\"");
        }
        return entry;
    }

    /**
     * The same, if it is in the state that the caller has seen; else fails with {@code PreconditionFailed}.
     *
     * @param ifMatch the header; null if it was not sent
     */
    public Entry require(Kind kind, String id, @Nullable String ifMatch) {
        Entry entry = require(kind, id);
        EntityTags.requireMatch(ifMatch, etag(entry));
        return entry;
    }

    /** Fails with the kind's code for a taken name, unless the name is free or its holder's own. */
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

    /** Fails with {@code StoreDamaged} if a block of it could not be read. */
    public void requireWhole() {
        List<Hash> unread = tree.unread();
        if (!unread.isEmpty()) {
            throw new ApiException(
                    ErrorCode.StoreDamaged,
                    "the stored app is damaged: block " + unread.get(0)
                            + " cannot be read, or is not what it was; nothing was changed");
        }
    }

    /** The values that link to a secret, by name. */
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

    /** The name of the secret that a value links to, be it there or missing; null for a value that links to none. */
    public @Nullable String linkedName(Entry value) {
        Entry secret = value.secret() == null ? null : get(value.secret());
        return secret == null ? value.missing() : secret.name();
    }

    /**
     * Names the state of an item: two items with one of these are the same item with the same name, flags and content.
     * It does not tell how often the item changed.
     *
     * @return 32 hex digits in double quotes, as an {@code ETag} header has them
     */
    public String etag(Entry entry) {
        ContentRef content = entry.content();
        return EntityTags.of(
                entry.id().toHexString(),
                entry.name(),
                String.valueOf(entry.hidden()),
                content == null ? "" : content.hash().toString(),
                String.valueOf(entry.secret()),
                String.valueOf(linkedName(entry)));
    }

    /** Names the state of the environment tag, as {@link #etag} does that of an item. */
    public String tagEtag() {
        return EntityTags.of("environment", tag.value());
    }

    /**
     * The configuration after the changes, made on whatever is here now: where somebody else has changed the same
     * item or taken the same name, these changes win.
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
     * The changes that make the other view of this one: one for each item that differs, by kind and name. Fails with
     * {@code StoreDamaged} where a block of either could not be read: what is in it would count as deleted or new.
     */
    public ChangeSet changesTo(View other) {
        requireWhole();
        other.requireWhole();
        List<Change> changes = new ArrayList<>();
        EntryTree.diff(tree, other.tree, (before, after) -> changes.add(new Change(before, after)));
        changes.sort(Comparator.comparing((Change change) -> key(change.item())));
        return new ChangeSet(changes, tag.equals(other.tag) ? null : new ChangeSet.TagChange(tag, other.tag));
    }

    /** The view with the secrets of another one: theirs are there, and no others. */
    public View withSecretsOf(View other) {
        List<Change> secrets = changesTo(other).items().stream()
                .filter(change -> change.item().kind() == Kind.SECRET)
                .toList();
        return secrets.isEmpty() ? this : with(relinking(ChangeSet.of(secrets)));
    }

    /**
     * The configuration after the changes, or what others have deployed that is in their way since the view that the
     * changes were made on.
     */
    public Next next(ChangeSet changes) {
        View after = with(changes);
        Set<ObjectId> touched = new HashSet<>();
        changes.items().forEach(change -> touched.add(change.id()));
        List<Next.Item> items = new ArrayList<>();
        for (Change change : changes.items()) {
            // Both are told: the holder of a name gives way only to somebody who knows of it.
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
     * The changes, and with them those of the links that follow: a value whose secret they remove remembers the
     * secret's name, and a value that remembers a name links to the secret that they give it to.
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
                    // A link that is made good again leaves the value as it was here.
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
