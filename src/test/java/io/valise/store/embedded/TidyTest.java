package io.valise.store.embedded;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How large the file grows. */
class TidyTest {
    private static final long MEGABYTE = 1 << 20;

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

    private long size() throws Exception {
        return Files.size(folder.resolve("valise.mv"));
    }

    @Test
    void many_small_changes_do_not_make_it_grow_endlessly() throws Exception {
        var items = store.collection("items");
        items.insertMany(IntStream.range(0, 1_000)
                .mapToObj(n -> new Document("_id", n).append("n", 0).append("text", "x".repeat(200)))
                .toList());
        for (int n = 0; n < 3_000; n++) {
            items.updateOne(eq("_id", n * 7 % 1_000), inc("n", 1));
        }
        assertThat(size()).isLessThan(15 * MEGABYTE);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void deleted_space_is_returned_to_the_file_system() throws Exception {
        var items = store.collection("items");
        var list = List.of("x".repeat(1_000_000));
        for (int n = 0; n < 30; n++) {
            items.insertOne(new Document("_id", n).append("list", list));
        }
        assertThat(size()).isGreaterThan(28 * MEGABYTE);
        items.deleteMany(gte("_id", 5));
        while (size() > 12 * MEGABYTE) {
            Thread.sleep(20);
        }
        assertThat(items.find().into(new ArrayList<>())).hasSize(5);
    }
}
