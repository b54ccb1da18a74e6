package io.valise.revisions;

import java.util.Set;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/**
 * Which values link to a secret: by the secret's id, or by its name if the secret is missing. Immutable, with
 * structural sharing.
 */
final class Links {
    private static final Links NONE = new Links(HashTreePMap.empty());

    private final PMap<Object, PSet<ObjectId>> values;

    private Links(PMap<Object, PSet<ObjectId>> values) {
        this.values = values;
    }

    static Links of(EntryTree tree) {
        Links[] links = {NONE};
        tree.forEach(entry -> links[0] = links[0].with(entry));
        return links[0];
    }

    /** The ids of the values that link to a secret, given its id, or its name if it is missing. */
    Set<ObjectId> to(Object secret) {
        PSet<ObjectId> linked = values.get(secret);
        return linked == null ? Set.of() : linked;
    }

    Links with(Entry entry) {
        Object target = target(entry);
        if (target == null) {
            return this;
        }
        PSet<ObjectId> known = values.get(target);
        PSet<ObjectId> linked = known == null ? HashTreePSet.singleton(entry.id()) : known.plus(entry.id());
        return new Links(values.plus(target, linked));
    }

    Links without(Entry entry) {
        Object target = target(entry);
        PSet<ObjectId> known = target == null ? null : values.get(target);
        if (known == null) {
            return this;
        }
        PSet<ObjectId> left = known.minus(entry.id());
        return new Links(left.isEmpty() ? values.minus(target) : values.plus(target, left));
    }

    private static @Nullable Object target(Entry entry) {
        return entry.secret() != null ? entry.secret() : entry.missing();
    }
}
