package io.valise.store.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One database: its collections and indexes as maps in the file, and the commands for which the library's behaviour
 * differs from MongoDB's.
 */
final class EmbeddedDatabase extends AbstractMongoDatabase<Key> {
    private static final String DOCUMENTS = "documents/";
    private static final String PARTS = "parts/";
    private static final String INDEX = "index/";
    /**
     * The supported index options. Others are refused, since callers would rely on them. Nothing expires automatically:
     * the sweep removes expired documents, using the index.
     */
    private static final Set<String> INDEX_OPTIONS =
            Set.of("key", "name", "unique", "sparse", "background", "expireAfterSeconds", "ns", "v");

    private final StoreFile file;

    EmbeddedDatabase(String name, StoreFile file, CursorRegistry cursors) {
        super(name, cursors);
        this.file = file;
        initializeNamespacesAndIndexes();
    }

    /** The names of the databases in a file. */
    static Set<String> names(StoreFile file) {
        var names = new TreeSet<String>();
        for (String map : file.names()) {
            if (map.startsWith(DOCUMENTS)) {
                names.add(map.substring(DOCUMENTS.length(), map.indexOf('.')));
            }
        }
        return names;
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
        return switch (command) {
            case "find" -> find(query);
            case "insert" -> counted(query, super.handleCommand(channel, command, query, databases, oplog));
            case "update" ->
                Updates.oneByOne(query, one -> super.handleCommand(channel, command, one, databases, oplog));
            case "aggregate" -> {
                var count = Counting.of(query);
                yield count == null
                        ? super.handleCommand(channel, command, query, databases, oplog)
                        : count.answer(collection(query, command), namespace(query, command));
            }
            default -> super.handleCommand(channel, command, query, databases, oplog);
        };
    }

    private Document find(Document query) {
        var collection = collection(query, "find");
        var cursor = collection == null
                ? new Document("firstBatch", List.of()).append("id", 0L).append("ns", namespace(query, "find"))
                : CursorBatches.find(collection, query, cursorRegistry);
        return new Document("cursor", cursor).append("ok", 1.0);
    }

    /** The library's reply counts the documents that were sent, not those that were inserted. */
    private static Document counted(Document query, Document reply) {
        var errors = Fields.documents(reply, "writeErrors");
        if (!errors.isEmpty()) {
            int inserted = Fields.isUnordered(query)
                    ? Fields.documents(query, "documents").size() - errors.size()
                    : Fields.number(errors.get(0), "index", 0);
            reply.put("n", inserted);
        }
        return reply;
    }

    private @Nullable EmbeddedCollection collection(Document query, String command) {
        return (EmbeddedCollection) resolveCollection((String) query.get(command), false);
    }

    private String namespace(Document query, String command) {
        return getFullCollectionNamespace((String) query.get(command));
    }

    @Override
    protected void addIndex(Document description) {
        for (String option : description.keySet()) {
            if (!INDEX_OPTIONS.contains(option)) {
                throw new MongoServerError(
                        67, "CannotCreateIndex", "The embedded store has no indexes with the option " + option);
            }
        }
        super.addIndex(description);
    }

    @Override
    protected MongoCollection<Key> openOrCreateCollection(String name, CollectionOptions options) {
        return new EmbeddedCollection(
                this,
                name,
                options,
                cursorRegistry,
                new Documents(file.map(documentsOf(name), Bytes.DOCUMENTS), file.map(partsOf(name), Bytes.DOCUMENTS)));
    }

    @Override
    protected Index<Key> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        if (keys.size() == 1 && keys.get(0).getKey().equals("_id")) {
            return new IdIndex(name, ((EmbeddedCollection) resolveCollection(collection, true)).documents());
        }
        return new FieldIndex(file.map(indexOf(collection, name), Bytes.KEYS), name, keys, true, sparse);
    }

    @Override
    protected Index<Key> openOrCreateSecondaryIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new FieldIndex(file.map(indexOf(collection, name), Bytes.KEYS), name, keys, false, sparse);
    }

    @Override
    protected void dropIndex(MongoCollection<Key> collection, String name) {
        super.dropIndex(collection, name);
        file.remove(indexOf(collection.getCollectionName(), name));
    }

    @Override
    public void dropCollection(String name, Oplog oplog) {
        super.dropCollection(name, oplog);
        file.remove(documentsOf(name));
        file.remove(partsOf(name));
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String to) {
        throw new MongoServerError(115, "CommandNotSupported", "The embedded store does not rename collections");
    }

    private String partsOf(String collection) {
        return PARTS + getFullCollectionNamespace(collection);
    }

    private String documentsOf(String collection) {
        return DOCUMENTS + getFullCollectionNamespace(collection);
    }

    private String indexOf(String collection, String index) {
        return INDEX + getFullCollectionNamespace(collection) + "/" + index;
    }

    @Override
    protected long getStorageSize() {
        return file.size();
    }

    @Override
    protected long getFileSize() {
        return file.size();
    }
}
