package io.valise.store.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A sorted index. {@link QueryPlan} decides which queries it answers, instead of {@code canHandle} of the super class. */
abstract class KeyIndex extends Index<Key> {
    KeyIndex(String name, List<IndexKey> fields, boolean sparse) {
        super(name, fields, sparse);
    }

    /** Names of the fields that make up the key, in order. */
    abstract List<String> fields();

    /** Positions of the documents with keys between the bounds (inclusive), by ascending or descending key. */
    abstract Iterator<Key> scan(Key low, Key high, boolean reverse);

    /** The position of the only document with this key; null if there is none, or several may share it. */
    abstract @Nullable Key only(Key key);

    /** Whether documents without any of the fields are omitted. */
    boolean leavesOut() {
        return isSparse();
    }

    /** The keys of the document: several if a field is an array, none if the document is omitted. */
    Set<Key> keysOf(Document document) {
        Set<KeyValue> values = getKeyValues(document);
        if (isSparse() && values.stream().allMatch(KeyIndex::isEmpty)) {
            return Set.of();
        }
        return values.stream().map(Key::ofAll).collect(Collectors.toSet());
    }

    private static boolean isEmpty(KeyValue values) {
        return values.stream().allMatch(value -> value == null);
    }

    DuplicateKeyError duplicate(Document document, MongoCollection<Key> collection) {
        return new DuplicateKeyError(
                this, collection, getKeys(), getKeyValues(document).iterator().next());
    }

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<Key> getPositions(Document query) {
        throw new UnsupportedOperationException("Plan does this");
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    @Override
    public void drop() {
        // EmbeddedDatabase removes the map together with the index.
    }
}
