package io.valise.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that flips one bit of the file: reads return what was written, or report damage. */
class FlippedBitTest {
    /** Number of bits to flip, each in its own copy; more with {@code -Dvalise.laws.seeds=5000}. */
    private static final int FLIPS = Math.max(60, Integer.getInteger("valise.laws.seeds", 0));

    private static final int DAMAGED = 301;
    private static final int DOCUMENTS = 80;
    private static final EmbeddedChannel CHANNEL = new EmbeddedChannel();

    @TempDir
    Path folder;

    private final Map<String, String> written = new TreeMap<>();
    private byte[] killed;
    private byte[] closed;

    @BeforeEach
    void writeAStore() throws Exception {
        var data = DataFolder.prepare(folder.resolve("sound"));
        Path file = data.path().resolve(DataFolder.FILE);
        var engine = CommandEngine.open(data, true, Set.of());
        run(
                engine,
                new Document("createIndexes", "items")
                        .append(
                                "indexes",
                                List.of(new Document("key", new Document("number", 1))
                                        .append("name", "number")
                                        .append("unique", true))));
        var random = new Random(1);
        for (int n = 0; n < DOCUMENTS; n++) {
            write(engine, n, "first");
        }
        for (int change = 0; change < DOCUMENTS; change++) {
            write(engine, random.nextInt(DOCUMENTS), "change " + change);
        }
        killed = Files.readAllBytes(file);
        engine.close();
        closed = Files.readAllBytes(file);
    }

    private void write(CommandEngine engine, int n, String text) {
        var item =
                new Document("_id", "item" + n).append("number", n).append("text", (text + " ").repeat(1 + n * n / 50));
        written.put("item" + n, item.toString());
        run(
                engine,
                new Document("update", "items")
                        .append(
                                "updates",
                                List.of(new Document("q", new Document("_id", "item" + n))
                                        .append("u", item)
                                        .append("upsert", true))));
    }

    private static Document run(CommandEngine engine, Document command) {
        var name = command.keySet().iterator().next();
        var reply = engine.handleCommand(CHANNEL, "valise", name, command.append("$db", "valise"));
        assertThat(reply).doesNotContainKey("writeErrors");
        return reply;
    }

    /** The documents found; empty if the store reported them as damaged. */
    private static List<String> found(CommandEngine engine, Document filter) {
        var reply = run(
                engine,
                new Document("find", "items")
                        .append("filter", filter)
                        .append("batchSize", DOCUMENTS)
                        .append("singleBatch", true));
        if (Integer.valueOf(DAMAGED).equals(reply.get("code"))) {
            return List.of("damaged");
        }
        assertThat(reply).containsEntry("ok", 1.0);
        var documents = new ArrayList<String>();
        Fields.documents((Document) reply.get("cursor"), "firstBatch").forEach(item -> documents.add(item.toString()));
        return documents;
    }

    private enum Outcome {
        REFUSED,
        REPORTED,
        UNHARMED
    }

    private Outcome look(byte[] bytes, int flip) throws IOException {
        var random = new Random(flip);
        byte[] damaged = bytes.clone();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        var data = DataFolder.prepare(folder.resolve("damaged"));
        Files.write(data.path().resolve(DataFolder.FILE), damaged);
        CommandEngine engine;
        try {
            engine = CommandEngine.open(data, true, Set.of());
        } catch (ConfigurationException refused) {
            assertThat(refused).hasMessageContaining("damaged");
            return Outcome.REFUSED;
        }
        try {
            return read(engine);
        } finally {
            engine.close();
        }
    }

    private Outcome read(CommandEngine engine) {
        boolean reported = false;
        int n = 0;
        for (var item : written.entrySet()) {
            var number = Integer.valueOf(item.getKey().substring("item".length()));
            for (var filter : List.of(new Document("_id", item.getKey()), new Document("number", number))) {
                var found = found(engine, filter);
                reported |= found.equals(List.of("damaged"));
                assertThat(found).containsAnyOf(item.getValue(), "damaged");
            }
            n++;
        }
        assertThat(n).isEqualTo(DOCUMENTS);
        var all = found(engine, new Document());
        if (all.equals(List.of("damaged"))) {
            return Outcome.REPORTED;
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(written.values());
        return reported ? Outcome.REPORTED : Outcome.UNHARMED;
    }

    @Test
    void is_reported_and_never_served_as_another_document() throws Exception {
        var outcomes = new ArrayList<Outcome>();
        for (int flip = 0; flip < FLIPS; flip++) {
            try {
                outcomes.add(look(flip % 2 == 0 ? closed : killed, flip));
            } catch (AssertionError changed) {
                throw new AssertionError("with bit flip " + flip, changed);
            }
        }
        assertThat(outcomes).contains(Outcome.REFUSED, Outcome.REPORTED, Outcome.UNHARMED);
    }
}
