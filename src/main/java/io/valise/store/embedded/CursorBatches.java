package io.valise.store.embedded;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.bson.Document;
import io.valise.store.embedded.EmbeddedCollection.Found;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Returns the result of a {@code find} in batches. Only the first batch is read immediately. For the rest, positions
 * are kept instead of documents, so that a large result needs little memory. A document that is deleted, or no longer
 * matches, before its batch is read is left out.
 */
final class CursorBatches {
    private static final int FIRST_BATCH = 101;
    /** A batch ends with the document that exceeds this; replies of many megabytes would not fit a small heap. */
    private static final int BATCH_BYTES = 2 << 20;

    private CursorBatches() {}

    /** Executes a {@code find} command and returns the {@code cursor} document of the reply. */
    static Document find(EmbeddedCollection collection, Document command, CursorRegistry cursors) {
        Document filter = (Document) command.getOrDefault("filter", new Document());
        Document fields = (Document) command.get("projection");
        int limit = Fields.number(command, "limit", 0);
        boolean whole = limit < 0 || Boolean.TRUE.equals(command.get("singleBatch"));

        Iterator<Found> found = collection
                .find(filter, (Document) command.get("sort"), Fields.number(command, "skip", 0), Math.abs(limit))
                .iterator();
        var batch = new Batch(whole ? Integer.MAX_VALUE : Fields.number(command, "batchSize", FIRST_BATCH), whole);
        while (found.hasNext() && batch.hasRoom()) {
            var next = found.next();
            batch.add(collection.project(next.document(), fields), next.bytes());
        }
        var rest = new ArrayDeque<Key>();
        found.forEachRemaining(later -> rest.add(later.position()));

        long id = 0;
        if (!rest.isEmpty()) {
            id = cursors.generateCursorId();
            cursors.add(new Rest(id, collection, withoutId(filter), fields, rest));
        }
        return new Document("firstBatch", batch.documents).append("id", id).append("ns", collection.getFullName());
    }

    /** The conditions to check again later. The {@code _id} cannot change. */
    private static Document withoutId(Document filter) {
        Document changing = new Document();
        filter.forEach((name, condition) -> {
            if (!name.equals("_id")) {
                changing.put(name, condition);
            }
        });
        return changing;
    }

    /** The documents of one reply, limited in number and bytes. */
    private static final class Batch {
        private final List<Document> documents = new ArrayList<>();
        private final int most;
        private final boolean whole;
        private long bytes;

        private Batch(int most, boolean whole) {
            this.most = most;
            this.whole = whole;
        }

        private boolean hasRoom() {
            return documents.size() < most && (whole || bytes < BATCH_BYTES);
        }

        private void add(Document document, int size) {
            documents.add(document);
            bytes += size;
        }
    }

    /** The state with which {@code getMore} continues. */
    private static final class Rest extends AbstractCursor {
        private final EmbeddedCollection collection;
        private final Document filter;
        private final @Nullable Document fields;
        private final Deque<Key> positions;

        private Rest(
                long id,
                EmbeddedCollection collection,
                Document filter,
                @Nullable Document fields,
                Deque<Key> positions) {
            super(id);
            this.collection = collection;
            this.filter = filter;
            this.fields = fields;
            this.positions = positions;
        }

        @Override
        public boolean isEmpty() {
            return positions.isEmpty();
        }

        @Override
        public List<Document> takeDocuments(int most) {
            var batch = new Batch(most > 0 ? most : Integer.MAX_VALUE, false);
            while (!positions.isEmpty() && batch.hasRoom()) {
                var found = collection.read(positions.remove());
                if (found != null && collection.matches(found.document(), filter)) {
                    batch.add(collection.project(found.document(), fields), found.bytes());
                }
            }
            return batch.documents;
        }
    }
}
