package io.valise.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One value that is changed again and again. Each change adds a content and a revision, of which the last 25 are kept,
 * and an audit record, all of which are kept. docs/benchmarks.md shows {@code -Dvalise.growth.updates=10000}.
 */
class GrowthTest {
    private static final int UPDATES = Integer.getInteger("valise.growth.updates", 500);
    private static final int KEPT = 25;
    /** About as many changes as happen between two runs of the tidying under full load. */
    private static final int UPDATES_BETWEEN_TIDYING = 25;

    private static final EmbeddedChannel CHANNEL = new EmbeddedChannel();

    @TempDir
    Path folder;

    private static void run(CommandEngine engine, Document command) {
        var name = command.keySet().iterator().next();
        assertThat(engine.handleCommand(CHANNEL, "valise", name, command.append("$db", "valise")))
                .containsEntry("ok", 1.0);
    }

    private static void insert(CommandEngine engine, String collection, int number, int size) {
        var document = new Document("_id", number).append("app", "shop").append("text", "x".repeat(size));
        run(engine, new Document("insert", collection).append("documents", List.of(document)));
    }

    private static void delete(CommandEngine engine, String collection, int number) {
        var delete = new Document("q", new Document("_id", number)).append("limit", 1);
        run(engine, new Document("delete", collection).append("deletes", List.of(delete)));
    }

    @Test
    void the_file_stays_below_three_times_what_is_kept() {
        var data = DataFolder.prepare(folder);
        var engine = CommandEngine.open(data, false, Set.of());
        long largest = 0;
        for (int n = 0; n < UPDATES; n++) {
            insert(engine, "values", n, 1_000);
            insert(engine, "revisions", n, 1_500);
            insert(engine, "audit", n, 400);
            if (n >= KEPT) {
                delete(engine, "values", n - KEPT);
                delete(engine, "revisions", n - KEPT);
            }
            if (n % UPDATES_BETWEEN_TIDYING == 0) {
                engine.tidy();
                largest = Math.max(
                        largest, data.path().resolve(DataFolder.FILE).toFile().length());
            }
        }
        // As much tidying as happens in five seconds without writes.
        for (int quiet = 0; quiet < 20; quiet++) {
            engine.tidy();
        }
        engine.close();
        var found = EmbeddedServer.check(folder);
        System.out.printf(
                "%d updates: %d bytes are kept in a file of %d, of %d at most meanwhile%n",
                UPDATES, found.bytes(), found.fileBytes(), largest);
        assertThat(found.damaged()).isEmpty();
        assertThat(found.fileBytes()).isLessThan(3 * found.bytes());
    }
}
