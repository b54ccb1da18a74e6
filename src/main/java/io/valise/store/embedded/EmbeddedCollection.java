package io.valise.store.embedded;

import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Comparator;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One collection: its documents' BSON by the key of their {@code _id}. Every read decodes its own copy of a document,
 * so that no reader sees an unfinished change.
 */
final class EmbeddedCollection extends AbstractMongoCollection<Key> {
    private static final Document EVERYTHING = new Document();

    private final Documents documents;

    EmbeddedCollection(
            EmbeddedDatabase database,
            String name,
            CollectionOptions options,
            CursorRegistry cursors,
            Documents documents) {
        super(database, name, options, cursors);
        this.documents = documents;
    }

    Documents documents() {
        return documents;
    }

    /** A document and its position. */
    record Found(Key position, Document document, int bytes) {}

    /** The documents that match, in the requested order. They are read as the stream is consumed. */
    Stream<Found> find(Document filter, @Nullable Document order, int skip, int limit) {
        var plan = QueryPlan.of(filter, order, getIndexes());
        boolean sorted = plan.map(QueryPlan::sorted).orElse(false);
        var found = plan.map(one -> matching(one.positions(), one.unchecked(filter)))
                .orElseGet(() ->
                        isOfPlannedAlternatives(filter) ? ofAnyAlternative(filter) : matching(positions(), filter));
        Comparator<Document> comparator = sorted ? null : deriveComparator(order);
        if (comparator != null) {
            found = found.sorted(Comparator.comparing(Found::document, comparator));
        } else if (isNaturalDescending(order)) {
            found = found.sorted(Comparator.comparing(Found::position).reversed());
        }
        found = found.skip(skip);
        return limit > 0 ? found.limit(limit) : found;
    }

    private Stream<Found> matching(Stream<Key> positions, Document unchecked) {
        var found = positions.map(this::read).filter(read -> read != null);
        return unchecked.isEmpty() ? found : found.filter(read -> documentMatchesQuery(read.document(), unchecked));
    }

    /** Whether the filter is a single {@code $or} and an index covers each of its alternatives. */
    private boolean isOfPlannedAlternatives(Document filter) {
        var alternatives = Fields.documents(filter, "$or");
        return filter.size() == 1
                && !alternatives.isEmpty()
                && alternatives.stream()
                        .allMatch(one -> QueryPlan.of(one, null, getIndexes()).isPresent());
    }

    /** Each document once, even if several alternatives match it. */
    private Stream<Found> ofAnyAlternative(Document filter) {
        var positions = new HashSet<Key>();
        return Fields.documents(filter, "$or").stream()
                .flatMap(one -> find(one, null, 0, 0))
                .filter(found -> positions.add(found.position()));
    }

    /** The document at a position; null if it no longer exists. */
    @Nullable
    Found read(Key position) {
        var bson = documents.get(position);
        return bson == null ? null : new Found(position, BsonBytes.decode(bson), bson.readableBytes());
    }

    boolean matches(Document document, Document filter) {
        return documentMatchesQuery(document, filter);
    }

    /** Returns the requested fields. The document must not be used afterwards. */
    Document project(Document document, @Nullable Document fields) {
        if (fields == null || fields.isEmpty()) {
            return document;
        }
        if (fields.entrySet().stream().allMatch(field -> isExclusion(field.getKey(), field.getValue()))) {
            fields.keySet().forEach(document::remove); // without the deep copy, which would decode every array
            return document;
        }
        return matchDocumentsFromStream(Stream.of(document), EVERYTHING, null, 0, 0, 0, fields)
                .iterator()
                .next();
    }

    private static boolean isExclusion(String field, Object choice) {
        boolean excluded = choice.equals(false) || (choice instanceof Number number && number.doubleValue() == 0);
        return excluded && !field.contains(".");
    }

    private Stream<Key> positions() {
        Iterable<Key> keys = () -> documents.keys(null, null, false);
        return StreamSupport.stream(keys.spliterator(), false);
    }

    @Override
    protected QueryResult queryDocuments(
            Document query, @Nullable Document order, int skip, int limit, int batch, @Nullable Document fields) {
        return new QueryResult(() -> find(query, order, skip, limit)
                .map(found -> project(found.document(), fields))
                .iterator());
    }

    @Override
    protected QueryResult matchDocuments(
            Document query, @Nullable Document order, int skip, int limit, int batch, @Nullable Document fields) {
        return queryDocuments(query, order, skip, limit, batch, fields);
    }

    @Override
    protected Key addDocumentInternal(Document document) {
        String id = getIdField();
        Key key = Key.of(id == null ? UUID.randomUUID() : document.get(id));
        if (documents.contains(key)) {
            throw new IllegalStateException("Two documents with the same key in " + getFullName());
        }
        put(key, document);
        return key;
    }

    @Override
    protected void handleUpdate(Key position, Document before, Document after) {
        try {
            put(position, after);
        } catch (MongoServerError tooLarge) {
            // The indexes have already been changed, so the whole command must be undone.
            throw new Undo(tooLarge);
        }
    }

    private void put(Key key, Document document) {
        var bson = BsonBytes.encode(document);
        try {
            documents.put(key, bson);
        } finally {
            bson.release();
        }
    }

    @Override
    protected void removeDocument(Key position) {
        if (!documents.remove(position)) {
            throw new NoSuchElementException("No document at " + position + " in " + getFullName());
        }
    }

    @Override
    protected @Nullable Document getDocument(Key position) {
        var found = read(position);
        return found == null ? null : found.document();
    }

    @Override
    protected Stream<DocumentWithPosition<Key>> streamAllDocumentsWithPosition() {
        return find(EVERYTHING, null, 0, 0)
                .map(found -> new DocumentWithPosition<>(found.document(), found.position()));
    }

    @Override
    public void addIndex(Index<Key> index) {
        try {
            super.addIndex(index);
        } catch (MongoServerError e) {
            if (index instanceof FieldIndex built && !getIndexes().contains(index)) {
                built.clear();
            }
            throw e;
        }
    }

    @Override
    public int count() {
        return (int) documents.count();
    }

    /** Counts matching documents without keeping them. The library's implementation collects them first. */
    @Override
    public int count(@Nullable Document query, int skip, int limit) {
        return query == null || query.isEmpty()
                ? super.count(query, skip, limit)
                : (int) find(query, null, skip, limit).count();
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int delta) {
        throw new UnsupportedOperationException("not tracked");
    }

    @Override
    protected int getDataSize() {
        return 0;
    }

    /** An error after which the whole command is undone. */
    static final class Undo extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final MongoServerError reason;

        Undo(MongoServerError reason) {
            super(reason);
            this.reason = reason;
        }

        /** The error to reply with. */
        MongoServerError reason() {
            return reason;
        }
    }
}
