package io.valise.store;

import static io.valise.testing.Api.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes with an app's past, and what must not. */
@QuarkusTest
@InProcess("the sweep at the time that it wants")
class SweepTest {
    /** Revisions that are kept. */
    private static final int HISTORY = 25;

    @Inject
    Given given;

    @Inject
    Sweep sweep;

    @Inject
    ReactiveMongoClient client;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    private void sweep() {
        sweep.run().await().atMost(Duration.ofSeconds(30));
    }

    private long stored(String collection) {
        return client.getDatabase(database)
                .getCollection(collection)
                .countDocuments(new Document("app", new ObjectId(app.app())))
                .await()
                .atMost(Duration.ofSeconds(20));
    }

    private void change(String id, Object content) {
        app.put("/values/" + id, Map.of("name", "a", "value", content)).then().statusCode(200);
    }

    private void change(String id, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> change(id, i));
    }

    private String deployment(int revision) {
        return app.read("/deployments?limit=1000").getString("find { it.revision == " + revision + " }._id");
    }

    @Test
    void keeps_the_history_and_removes_what_is_before_it() {
        String id = app.value("a", 1);
        change(id, 2, HISTORY + 5);
        String old = deployment(5);
        app.get("/deployments?limit=1000").then().body("", hasSize(HISTORY + 5));

        sweep();
        app.get("/deployments?limit=1000").then().body("", hasSize(HISTORY));
        app.get("/deployments/" + old).then().spec(error(404, "DeploymentNotFound"));
        app.request().post(app.path("/deployments/" + old + "/redeploy")).then().spec(error(404, "DeploymentNotFound"));
        sweep();
        assertThat(stored("values")).isEqualTo(HISTORY);
        app.get("/values/" + id).then().body("value", is(HISTORY + 5));

        app.request()
                .post(app.path("/deployments/" + deployment(6) + "/redeploy"))
                .then()
                .statusCode(204);
        app.get("/values/" + id).then().body("value", is(6));
        assertThat(app.revision()).isEqualTo(HISTORY + 6);
    }

    @Test
    void keeps_what_a_redeployment_between_two_sweeps_brought_back() {
        String id = app.value("a", 1);
        app.environmentValue("url", Map.of("qa", "kept"));
        change(id, 2, HISTORY);
        sweep();
        app.request()
                .post(app.path("/deployments/" + deployment(2) + "/redeploy"))
                .then()
                .statusCode(204);
        change(id, HISTORY + 1, HISTORY + 20);
        sweep();
        app.request()
                .post(app.path("/deployments/" + deployment(HISTORY + 2) + "/redeploy"))
                .then()
                .statusCode(204);
        sweep();
        sweep();
        app.get("/values/" + id).then().statusCode(200).body("value", is(1));
    }

    @Test
    void destroys_the_content_of_a_secret_that_was_replaced_or_deleted() {
        String id = app.secret("key", MadeUp.content("old"));
        String deleted = app.secret("deleted", MadeUp.content("deleted"));
        app.put("/secrets/" + id, Map.of("name", "key", "value", MadeUp.content("new")));
        app.delete("/secrets/" + deleted).then().statusCode(204);
        assertThat(stored("secrets")).isEqualTo(3);
        sweep();
        assertThat(stored("secrets")).as("a running read may hold them").isEqualTo(3);
        sweep();
        assertThat(stored("secrets")).isEqualTo(1);
        app.get("/secrets").then().body("name", is(List.of("key")));
    }

    @Test
    void keeps_all_that_an_open_draft_has() {
        String id = app.value("a", 0);
        String key = app.secret("key", MadeUp.content("live"));
        Api colleague = app.colleague();
        String draft = app.draft();
        change(id, "drafted");
        app.put("/secrets/" + key, Map.of("name", "key", "value", MadeUp.content("drafted")));
        String url = app.environmentValue("url", Map.of("qa", "drafted"));
        IntStream.rangeClosed(0, HISTORY + 5).forEach(i -> colleague.value("other" + i, i));
        sweep();
        sweep();
        sweep();
        assertThat(stored("secrets")).as("the live and the drafted content").isEqualTo(2);
        app.get("/values/" + id).then().body("value", is("drafted"));
        app.deploy(draft);
        sweep();
        sweep();
        assertThat(stored("secrets")).isEqualTo(1);
        colleague.get("/values/" + id).then().body("value", is("drafted"));
        colleague.get("/environment_values/" + url).then().body("values.qa", is("drafted"));
    }

    @Test
    void removes_what_was_written_and_never_named() {
        app.value("a", 1);
        app.post("/values", Map.of("name", "a", "value", 2)).then().statusCode(409);
        app.post("/secrets", Map.of("name", "key", "value", MadeUp.content("1")))
                .then()
                .statusCode(201);
        app.post("/secrets", Map.of("name", "key", "value", MadeUp.content("2")))
                .then()
                .statusCode(409);
        String draft = app.draft();
        app.value("discarded", 3);
        app.delete("/drafts/" + draft).then().statusCode(204);
        assertThat(stored("values")).isEqualTo(3);
        assertThat(stored("secrets")).isEqualTo(2);
        sweep();
        sweep();
        assertThat(stored("values")).isEqualTo(1);
        assertThat(stored("secrets")).isEqualTo(1);
    }

    @Test
    void removes_all_that_a_deleted_app_leaves() {
        app.secret("key", MadeUp.content("key"));
        String id = app.value("a", 1);
        app.environmentValue("url", Map.of());
        Api colleague = app.colleague();
        String draft = app.draft();
        change(id, 2);
        colleague.put("/values/" + id, Map.of("name", "a", "value", 3));
        app.request().post(app.path("/drafts/" + draft + "/deployment")).then().statusCode(409);
        app.delete("").then().statusCode(204);
        sweep();
        sweep();
        for (String collection :
                List.of("secrets", "values", "environment_values", "drafts", "revisions", "failed_deployments")) {
            assertThat(stored(collection)).as(collection).isZero();
        }
        // The audit outlives it: its entries alone have a hash of the one before.
        assertThat(given.storedEverywhere().lines().filter(document -> !document.contains("\"previous\"")))
                .isNotEmpty()
                .noneMatch(document -> document.contains(app.app()));
    }
}
