package io.valise.store.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * An index on fields: a sorted map from the key of the values to the document's position. In a non-unique index the
 * position is part of the key, so that each entry is unique.
 */
final class FieldIndex extends KeyIndex {
    private final MVMap<Key, Key> entries;
    private final boolean unique;
    private final List<String> fields;

    FieldIndex(MVMap<Key, Key> entries, String name, List<IndexKey> keys, boolean unique, boolean sparse) {
        super(name, keys, sparse);
        this.entries = entries;
        this.unique = unique;
        var names = new ArrayList<>(keys());
        if (!unique) {
            names.add("_id");
        }
        this.fields = List.copyOf(names);
    }

    @Override
    List<String> fields() {
        return fields;
    }

    @Override
    Iterator<Key> scan(Key low, Key high, boolean reverse) {
        Cursor<Key, Key> cursor = reverse ? entries.cursor(high, low, true) : entries.cursor(low, high, false);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cursor.hasNext();
            }

            @Override
            public Key next() {
                cursor.next();
                return cursor.getValue();
            }
        };
    }

    @Override
    @Nullable
    Key only(Key key) {
        return unique ? entries.get(key) : null;
    }

    @Override
    public @Nullable Key getPosition(Document document) {
        // In a non-unique index, values do not identify a document. The index on _id does.
        return unique ? keysOf(document).stream().map(entries::get).findFirst().orElse(null) : null;
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Key> collection) {
        for (Key key : keysOf(document)) {
            if (unique && entries.containsKey(key)) {
                throw duplicate(document, collection);
            }
        }
    }

    @Override
    public void add(Document document, Key position, MongoCollection<Key> collection) throws DuplicateKeyError {
        for (Key key : keysOf(document)) {
            if (entries.putIfAbsent(entry(key, position), position) != null) {
                throw duplicate(document, collection);
            }
        }
    }

    @Override
    public @Nullable Key remove(Document document) {
        Key position = Key.of(document.get("_id"));
        for (Key key : keysOf(document)) {
            entries.remove(entry(key, position));
        }
        return position;
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Key> collection) {
        Key position = Key.of(before.get("_id"));
        for (Key key : keysOf(after)) {
            Key other = unique ? entries.get(key) : null;
            if (other != null && !other.equals(position)) {
                throw duplicate(after, collection);
            }
        }
    }

    @Override
    public void updateInPlace(Document before, Document after, Key position, MongoCollection<Key> collection) {
        var old = keysOf(before);
        var now = keysOf(after);
        old.stream().filter(key -> !now.contains(key)).forEach(key -> entries.remove(entry(key, position)));
        now.stream().filter(key -> !old.contains(key)).forEach(key -> entries.put(entry(key, position), position));
    }

    private Key entry(Key key, Key position) {
        return unique ? key : key.then(position);
    }

    @Override
    public long getCount() {
        return entries.sizeAsLong();
    }

    @Override
    public boolean isUnique() {
        return unique;
    }

    /** Removes what a failed build has added. */
    void clear() {
        entries.clear();
    }
}
