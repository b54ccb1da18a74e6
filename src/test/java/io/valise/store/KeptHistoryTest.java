package io.valise.store;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The history of an item ends where the store has no more, and is never refused for that. */
@QuarkusTest
@InProcess("the sweep at the time that it wants, and altered documents")
class KeptHistoryTest {
    private static final int HISTORY = 25;

    @Inject
    Given given;

    @Inject
    Sweep sweep;

    @Inject
    TestClock clock;

    @Inject
    ReactiveMongoClient client;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    private Api app;

    @BeforeEach
    void someone() {
        OtherApps.areSettled();
        app = Api.withNewApp(given.accessToken(), "app");
    }

    @AfterEach
    void theTimeIsNow() {
        clock.reset();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    private void change(String id, Object content) {
        app.put("/values/" + id, Map.of("name", "a", "value", content)).statusCode(200);
    }

    private Document revision(int number) {
        return new Document("app", new ObjectId(app.app())).append("number", (long) number);
    }

    private void alter(int number, Document update) {
        await(client.getDatabase(database).getCollection("revisions").updateOne(revision(number), update));
    }

    @Test
    void a_swept_revision_ends_it() {
        String id = app.value("a", 1);
        String still = app.value("still", 1);
        IntStream.rangeClosed(2, HISTORY + 5).forEach(i -> change(id, i));
        clock.advance(Sweep.GRACE.plusSeconds(2));
        await(sweep.run());

        // Of 32 revisions and number 0, the newest 25 are left.
        int oldest = HISTORY + 6 - HISTORY + 1;
        app.read("/values/" + id + "/history?limit=100")
                .body("", hasSize(HISTORY))
                .body("[0].revision", is(HISTORY + 6))
                .body("[" + (HISTORY - 1) + "].revision", is(oldest))
                .body("[" + (HISTORY - 1) + "].action", is("changed"));
        app.read("/values/" + id + "/history/" + oldest).body("value", is(oldest - 1));
        app.get("/values/" + id + "/history/" + (oldest - 1))
                .error(404, "DeploymentNotFound")
                .body("error", containsString("no longer kept"));
        // It exists, but no kept revision changed it.
        app.read("/values/" + still + "/history").body("", hasSize(0));
    }

    @Test
    void an_altered_revision_ends_it() {
        String id = app.value("a", 1);
        IntStream.rangeClosed(2, 5).forEach(i -> change(id, i));
        alter(2, new Document("$set", new Document("user", new ObjectId())));

        app.read("/values/" + id + "/history").body("[*].revision", contains(5, 4, 3));
        app.get("/values/" + id + "/history/2").error(404, "DeploymentNotFound");
    }

    @Test
    void a_malformed_revision_ends_it() {
        String id = app.value("a", 1);
        IntStream.rangeClosed(2, 5).forEach(i -> change(id, i));
        alter(3, new Document("$set", new Document("deployedAt", "yesterday")));

        app.read("/values/" + id + "/history").body("[*].revision", contains(5, 4));
    }

    @Test
    void a_missing_block_ends_it() {
        String id = app.value("a", 1);
        change(id, 2);
        Document second = await(client.getDatabase(database)
                .getCollection("revisions")
                .find(revision(2))
                .toUni());
        change(id, 3);
        change(id, 4);
        await(client.getDatabase(database).getCollection("blocks").deleteOne(new Document("_id", second.get("root"))));

        app.read("/values/" + id + "/history").body("[*].revision", contains(4, 3));
    }

    @Test
    void a_content_that_was_swept_meanwhile_is_not_found_and_a_lost_one_is_damage() {
        String id = app.value("a", 1);
        change(id, 2);
        await(client.getDatabase(database)
                .getCollection("values")
                .deleteMany(new Document("app", new ObjectId(app.app())).append("json", "1")));

        app.get("/values/" + id + "/history/1").error(500, "StoreDamaged");
        alter(1, new Document("$set", new Document("going", true)));
        app.get("/values/" + id + "/history/1")
                .error(404, "ValueNotFound")
                .body("error", containsString("no longer kept"));
    }
}
