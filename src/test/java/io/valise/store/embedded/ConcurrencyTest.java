package io.valise.store.embedded;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoWriteException;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several clients at the same time. */
class ConcurrencyTest {
    private static final int CLIENTS = 4;
    private static final int EACH = 150;

    @TempDir
    Path folder;

    private RunningStore store;

    @BeforeEach
    void open() {
        store = RunningStore.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void together(Callable<?> work) throws Exception {
        var clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                running.add(clients.submit(work));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void readers_never_see_half_of_a_change() throws Exception {
        var items = store.collection("items");
        items.insertOne(new Document("_id", 1).append("n", 0).append("list", List.of()));
        var changing = new AtomicBoolean(true);
        var readers = Executors.newFixedThreadPool(2);
        try {
            Callable<Integer> reader = () -> {
                int reads = 0;
                for (; changing.get(); reads++) {
                    var seen = items.find(eq("_id", 1)).first();
                    assertThat(seen.getList("list", Integer.class)).hasSize(seen.getInteger("n"));
                }
                return reads;
            };
            var first = readers.submit(reader);
            var second = readers.submit(reader);
            for (int n = 0; n < EACH; n++) {
                items.updateOne(eq("_id", 1), combine(push("list", n), inc("n", 1)));
            }
            changing.set(false);
            assertThat(first.get() + second.get()).isPositive();
        } finally {
            changing.set(false);
            readers.shutdownNow();
        }
    }

    @Test
    void each_increment_is_returned_to_one_client_only() throws Exception {
        var counters = store.collection("counters");
        var after = new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);
        counters.insertOne(new Document("_id", 1).append("n", 0));
        var seen = new ConcurrentSkipListSet<Integer>();
        together(() -> {
            for (int i = 0; i < EACH; i++) {
                int n = counters.findOneAndUpdate(eq("_id", 1), inc("n", 1), after)
                        .getInteger("n");
                assertThat(seen.add(n)).as("first to see %s", n).isTrue();
            }
            return null;
        });
        assertThat(seen).hasSize(CLIENTS * EACH).last().isEqualTo(CLIENTS * EACH);
    }

    @Test
    void a_number_is_taken_once() throws Exception {
        var revisions = store.collection("revisions");
        revisions.createIndex(Indexes.ascending("app", "number"), new IndexOptions().unique(true));
        var published = new AtomicInteger();
        together(() -> {
            while (published.get() < EACH) {
                int next = published.get() + 1;
                try {
                    revisions.insertOne(new Document("app", "a").append("number", next));
                    assertThat(published.compareAndSet(next - 1, next)).isTrue();
                } catch (MongoWriteException taken) {
                    assertThat(taken.getError().getCode()).isEqualTo(11000);
                }
            }
            return null;
        });
        assertThat(revisions.countDocuments(and(eq("app", "a")))).isEqualTo(published.get());
    }
}
