package io.valise.store.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The index on {@code _id}: the map of documents itself, which has it as its key. */
final class IdIndex extends KeyIndex {
    private static final String ID = "_id";

    private final Documents documents;

    IdIndex(String name, Documents documents) {
        super(name, List.of(new IndexKey(ID, true)), false);
        this.documents = documents;
    }

    @Override
    List<String> fields() {
        return List.of(ID);
    }

    @Override
    Iterator<Key> scan(Key low, Key high, boolean reverse) {
        return documents.keys(low, high, reverse);
    }

    @Override
    @Nullable
    Key only(Key key) {
        return documents.contains(key) ? key : null;
    }

    @Override
    public @Nullable Key getPosition(Document document) {
        return only(Key.of(document.get(ID)));
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Key> collection) {
        if (getPosition(document) != null) {
            throw duplicate(document, collection);
        }
    }

    @Override
    public void add(Document document, Key position, MongoCollection<Key> collection) {
        // The collection has already stored it.
    }

    @Override
    public @Nullable Key remove(Document document) {
        return getPosition(document);
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Key> collection) {
        // An update cannot change the _id.
    }

    @Override
    public void updateInPlace(Document before, Document after, Key position, MongoCollection<Key> collection) {
        // An update cannot change the _id.
    }

    @Override
    public long getCount() {
        return documents.count();
    }

    @Override
    public boolean isUnique() {
        return true;
    }
}
