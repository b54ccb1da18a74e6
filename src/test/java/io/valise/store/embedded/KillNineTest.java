package io.valise.store.embedded;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that writes as fast as it can and is killed without warning, again and again. */
class KillNineTest {
    private static final int ROUNDS = 10;

    @TempDir
    Path folder;

    @Test
    void every_acknowledged_write_is_complete_after_each_kill() throws Exception {
        var random = new Random(9);
        int acknowledged = 0;
        Map<Integer, Integer> counters = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            var lines = writeUntilKilled(round, 150 + random.nextInt(400));
            try (var store = RunningStore.open(folder)) {
                for (String line : lines) {
                    var words = line.split(" ");
                    if (words[0].equals("inserted")) {
                        assertInserted(store, words[1]);
                        acknowledged++;
                    } else {
                        counters.merge(Integer.valueOf(words[1]), Integer.valueOf(words[2]), Math::max);
                    }
                }
                counters.forEach((counter, least) -> assertThat(store.collection("counters")
                                .find(eq("_id", counter))
                                .first()
                                .getInteger("n"))
                        .isGreaterThanOrEqualTo(least));
                assertIndexesAgree(store);
            }
        }
        assertThat(acknowledged).isGreaterThan(ROUNDS * 10);
        assertThat(counters).isNotEmpty();
    }

    /** Starts the writer, kills it this long after its first acknowledged write, and returns what it reported. */
    private List<String> writeUntilKilled(int round, int millis) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            var lines = new ArrayList<String>();
            String first = out.readLine();
            assertThat(first).as("the writer's first line").isNotNull();
            lines.add(first);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            for (String line = first; line != null && System.nanoTime() < end; ) {
                line = out.readLine();
                lines.add(line);
            }
            process.toHandle().destroyForcibly(); // only the process itself: its output has yet to be read
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(128 + 9);
            // The kill may have cut off the last line.
            lines.remove(lines.size() - 1);
            return lines;
        }
    }

    private static void assertInserted(RunningStore store, String id) {
        var document = store.collection("items").find(eq("_id", id)).first();
        assertThat(document).as("acknowledged document %s", id).isNotNull();
        List<Document> entries = document.getList("entries", Document.class);
        assertThat(entries).hasSize(document.getInteger("size"));
        assertThat(entries).allMatch(entry -> entry.getString("of").equals(id));
    }

    private static void assertIndexesAgree(RunningStore store) {
        var items = store.collection("items");
        for (var item : items.find()) {
            var found = items.find(new Document("writer", item.get("writer")).append("number", item.get("number")))
                    .first();
            assertThat(found).isEqualTo(item);
        }
    }
}
