package io.valise.store.embedded;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a store's file while it is written to and tidied. */
class BackUpTest {
    private static final int COPIES = 8;
    /** About 15 MB, so that much is written while a copy is made. */
    private static final int BEFORE = 3_000;

    private static final String TEXT = "x".repeat(5_000);

    @TempDir
    Path folder;

    @Test
    void each_copy_is_consistent_and_contains_everything_acknowledged_before() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        List<Integer> least = new ArrayList<>();
        try (RunningStore store = RunningStore.openWithoutFsync(folder)) {
            store.collection("before")
                    .insertMany(IntStream.range(0, BEFORE)
                            .mapToObj(BackUpTest::item)
                            .toList());
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int n = 1; !enough.get(); n++) {
                    write(store, n);
                    acknowledged.set(n);
                }
            });
            for (int copy = 0; copy < COPIES; copy++) {
                int sofar = acknowledged.get();
                while (acknowledged.get() < sofar + 10 && !writer.isDone()) {
                    Thread.sleep(1);
                }
                least.add(acknowledged.get());
                store.copyTo(file(copy));
            }
            enough.set(true);
            writer.join();
            assertThat(store.backUp()).isEmpty();
            assertThatThrownBy(() -> store.copyTo(file(0))).isInstanceOf(FileAlreadyExistsException.class);
        }
        for (int copy = 0; copy < COPIES; copy++) {
            try (RunningStore restored = RunningStore.open(file(copy).getParent())) {
                assertThat(restored.backUp()).contains("valise.mv");
                isWhole(restored, least.get(copy));
            }
        }
    }

    @Test
    void a_restored_store_can_be_backed_up_and_restored_again() throws Exception {
        try (RunningStore store = RunningStore.openWithoutFsync(folder)) {
            write(store, 1);
            store.copyTo(file(1));
        }
        for (int copy = 1; copy < 4; copy++) {
            try (RunningStore restored = RunningStore.open(file(copy).getParent())) {
                write(restored, copy + 1);
                Path next = file(copy + 1).resolveSibling("again-" + copy + ".mv");
                restored.copyTo(next);
                Files.move(next, file(copy + 1));
            }
        }
        try (RunningStore restored = RunningStore.open(file(4).getParent())) {
            assertThat(restored.backUp()).contains("again-3.mv");
            assertThat(restored.collection("second").countDocuments()).isEqualTo(4);
        }
    }

    private Path file(int copy) {
        return folder.resolve("copy" + copy).resolve("valise.mv");
    }

    private static Document item(int n) {
        return new Document("_id", n).append("n", 0).append("text", TEXT);
    }

    /** Writes to the first collection, then to the second, and changes and removes enough for space to be reused. */
    private static void write(RunningStore store, int n) {
        store.collection("first").insertOne(item(n));
        store.collection("second").insertOne(item(n));
        store.collection("before").updateOne(eq("_id", n * 7 % BEFORE), inc("n", 1));
        store.collection("removed").insertOne(item(n));
        store.collection("removed").deleteMany(lt("_id", n - 5));
    }

    private static void isWhole(RunningStore store, int least) {
        int second = (int) store.collection("second").countDocuments();
        int first = 0;
        for (Document item : store.collection("first").find().sort(new Document("_id", 1))) {
            assertThat(item.getInteger("_id")).isEqualTo(++first);
            assertThat(item.getString("text")).isEqualTo(TEXT);
        }
        assertThat(first).isBetween(second, second + 1);
        assertThat(second).isGreaterThanOrEqualTo(least);
        List<Document> before = store.collection("before").find().into(new ArrayList<>());
        assertThat(before)
                .hasSize(BEFORE)
                .allMatch(item -> item.getString("text").equals(TEXT));
        assertThat(before.stream().mapToInt(item -> item.getInteger("n")).sum()).isBetween(second - 1, second);
        assertThat(store.collection("removed").countDocuments()).isLessThan(8);
    }
}
