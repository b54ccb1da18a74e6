package io.valise.revisions;

import io.valise.errors.ApiException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration as somebody sees it: a revision, or a revision with a draft on top. Immutable.
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

    private final String tag;
    private final Map<ObjectId, Entry> byId;
    private final TreeMap<Key, Entry> byName;

    private View(String tag, Map<ObjectId, Entry> byId, TreeMap<Key, Entry> byName) {
        this.tag = tag;
        this.byId = byId;
        this.byName = byName;
    }

    /** The configuration with these entries, whose names are unique. */
    public static View of(String tag, Collection<Entry> entries) {
        Map<ObjectId, Entry> byId = new HashMap<>(entries.size() * 2);
        TreeMap<Key, Entry> byName = new TreeMap<>();
        for (Entry entry : entries) {
            byId.put(entry.id(), entry);
            byName.put(key(entry), entry);
        }
        return new View(tag, byId, byName);
    }

    /** The environment tag; {@code ""} for none. */
    public String tag() {
        return tag;
    }

    /** All entries, by kind and name. */
    public Collection<Entry> entries() {
        return Collections.unmodifiableCollection(byName.values());
    }

    public int size() {
        return byId.size();
    }

    /** The entries of a kind, by name. */
    public Collection<Entry> entries(Kind kind) {
        return byName.subMap(new Key(kind, ""), new Key(kind, String.valueOf(Character.MAX_VALUE)))
                .values();
    }

    public @Nullable Entry find(Kind kind, String name) {
        return byName.get(new Key(kind, name));
    }

    /** The entry with this public id; fails with the kind's not-found code, also for an id that is no id. */
    public Entry require(Kind kind, String id) {
        Entry entry = ObjectId.isValid(id) ? byId.get(new ObjectId(id)) : null;
        if (entry == null || entry.kind() != kind) {
            throw new ApiException(kind.notFound(), kind.label() + " not found: \"" + id + "\"");
        }
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
        return byId.get(id);
    }

    /** The values that link to a secret, by name. */
    public List<Entry> linksTo(Entry secret) {
        return entries(Kind.VALUE).stream()
                .filter(value -> secret.id().equals(value.secret()))
                .toList();
    }

    /**
     * The configuration after the changes, made on whatever is here now: where somebody else has changed the same
     * item or taken the same name, these changes win. It is how a draft looks to its owner while it is open.
     */
    public View with(ChangeSet changes) {
        Map<ObjectId, Entry> ids = new HashMap<>(byId);
        TreeMap<Key, Entry> names = new TreeMap<>(byName);
        for (Change change : changes.items()) {
            Entry old = ids.remove(change.id());
            if (old != null) {
                names.remove(key(old), old);
            }
        }
        for (Change change : changes.items()) {
            Entry after = change.after();
            if (after != null) {
                ids.put(after.id(), after);
                Entry loser = names.put(key(after), after);
                if (loser != null && !loser.id().equals(after.id())) {
                    ids.remove(loser.id());
                }
            }
        }
        String newTag = changes.tag() == null ? tag : changes.tag().after();
        return new View(newTag, ids, names);
    }

    /** The configuration after the changes, or what somebody else has deployed that is in their way. */
    public Next next(ChangeSet changes) {
        View after = with(changes);
        Set<ObjectId> touched = new HashSet<>();
        changes.items().forEach(change -> touched.add(change.id()));
        List<Next.Item> items = new ArrayList<>();
        for (Change change : changes.items()) {
            String reason = inTheWay(change, after, touched);
            if (reason != null) {
                items.add(new Next.Item(change.id(), change.item().label(), reason));
            }
        }
        if (changes.tag() != null && !changes.tag().before().equals(tag)) {
            items.add(new Next.Item(null, "environment tag", "was changed by another deployment"));
        }
        return items.isEmpty() ? new Next.State(after) : new Next.Conflict(List.copyOf(items));
    }

    private @Nullable String inTheWay(Change change, View result, Set<ObjectId> touched) {
        Entry now = byId.get(change.id());
        Entry after = change.after();
        if (change.before() != null && now == null) {
            return "was deleted by another deployment";
        }
        if (now != null && !now.equals(change.before())) {
            return "was changed by another deployment";
        }
        if (after == null) {
            boolean linked = now != null
                    && now.kind() == Kind.SECRET
                    && !result.linksTo(now).isEmpty();
            return linked ? "is now linked to by a value of another deployment" : null;
        }
        Entry holder = byName.get(key(after));
        if (holder != null && !touched.contains(holder.id())) {
            return "has a name that another deployment has taken";
        }
        boolean dangling = after.secret() != null && !result.byId.containsKey(after.secret());
        return dangling ? "links to a secret that another deployment has deleted" : null;
    }

    /**
     * The changes, and with them those of the links that follow: a value whose secret they remove remembers the
     * secret's name, and a value that remembers a name links to the secret that they give it to.
     */
    public ChangeSet relinking(ChangeSet changes) {
        View after = with(changes);
        List<Change> relinked = new ArrayList<>();
        for (Entry value : after.entries(Kind.VALUE)) {
            Entry now = after.relinked(value, this);
            if (!now.equals(value)) {
                relinked.add(Change.update(value, now));
            }
        }
        return changes.then(ChangeSet.of(relinked));
    }

    private Entry relinked(Entry value, View earlier) {
        String name = value.missing();
        if (value.secret() != null && !byId.containsKey(value.secret())) {
            Entry removed = earlier.byId.get(value.secret());
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
