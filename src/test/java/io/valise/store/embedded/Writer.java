package io.valise.store.embedded;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;

/** The process that {@link KillNineTest} kills. It prints a line for each acknowledged write. */
final class Writer {
    private static final int THREADS = 4;
    private static final int MOST_ENTRIES = 200;

    private Writer() {}

    public static void main(String[] arguments) {
        var store = RunningStore.open(Path.of(arguments[0]));
        int round = Integer.parseInt(arguments[1]);
        store.collection("items").createIndex(Indexes.ascending("writer", "number"), new IndexOptions().unique(true));
        for (int thread = 0; thread < THREADS; thread++) {
            int writer = round * THREADS + thread;
            new Thread(() -> write(store, writer)).start();
        }
    }

    private static void write(RunningStore store, int writer) {
        var random = new Random(writer);
        var after = new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);
        for (int number = 0; ; number++) {
            String id = writer + "-" + number;
            store.collection("items").insertOne(item(id, writer, number, random.nextInt(MOST_ENTRIES)));
            System.out.println("inserted " + id);
            int counter = random.nextInt(5);
            int n = store.collection("counters")
                    .findOneAndUpdate(eq("_id", counter), inc("n", 1), after)
                    .getInteger("n");
            System.out.println("counted " + counter + " " + n);
        }
    }

    private static Document item(String id, int writer, int number, int size) {
        List<Document> entries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            entries.add(new Document("of", id).append("index", i));
        }
        return new Document("_id", id)
                .append("writer", writer)
                .append("number", number)
                .append("size", size)
                .append("entries", entries);
    }
}
