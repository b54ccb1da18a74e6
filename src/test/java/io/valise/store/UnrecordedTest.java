package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes by a process that died before it wrote their audit entries. */
@OnAnyStore
@QuarkusTest
@InProcess("the search for unrecorded revisions at the time that it wants")
class UnrecordedTest {
    @Inject
    Given given;

    @Inject
    Unrecorded unrecorded;

    @Inject
    ReactiveMongoClient client;

    @Inject
    TestClock clock;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    private Api app;

    @BeforeEach
    void someone() {
        OtherApps.areSettled();
        app = Api.withNewApp(given.accessToken(), "shop");
    }

    @AfterEach
    void now() {
        clock.reset();
    }

    private ReactiveMongoCollection<Document> collection(String name) {
        return client.getDatabase(database).getCollection(name);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    /** Removes the last entry, as if the process had died between the two inserts. */
    private String loseLastEntry() {
        String id = app.read("/audit").getString("[0]._id");
        await(collection("audit").deleteOne(new Document("_id", new ObjectId(id))));
        return id;
    }

    @Test
    void a_revision_without_an_entry_gets_exactly_one() {
        app.value("a", 1);
        String lost = loseLastEntry();
        long deployedAt = app.read("/deployments").getLong("[0].deployed_at");

        await(unrecorded.record());
        assertThat(app.read("/audit").getList("[*].action"))
                .as("it may still be written")
                .containsExactly("app.create");

        clock.advance(Duration.ofMinutes(2));
        await(unrecorded.record());
        await(Uni.join().all(unrecorded.record(), unrecorded.record()).andFailFast());
        Answer log = app.read("/audit");
        assertThat(log.getList("[*].action")).containsExactly("deployment.create", "app.create");
        assertThat(log.getString("[0]._id")).isEqualTo(lost);
        assertThat(log.getLong("[0].at")).isEqualTo(deployedAt);
        assertThat(log.getBoolean("[0].recovered")).isTrue();
        assertThat(log.getInt("[0].revision")).isEqualTo(1);
        assertThat(log.getString("[0].actor._id")).isEqualTo(log.getString("[1].actor._id"));
    }

    @Test
    void what_was_noted_ahead_but_never_finished_is_recorded_as_unknown() {
        Answer creation = app.read("/audit");
        ObjectId project = new ObjectId(app.project());
        ObjectId id = new ObjectId();
        Document note = new Document("_id", id)
                .append("project", project)
                .append("scope", project)
                .append("seq", 0L)
                .append("at", creation.getLong("[0].at"))
                .append("action", "api_key.delete")
                .append("changes", List.of())
                .append("origin", "API")
                .append("address", "10.0.0.7")
                .append("result", "unknown")
                .append("recovered", false);
        await(collection("audit_intents").insertOne(note));
        clock.advance(Duration.ofMinutes(2));
        await(unrecorded.record());
        await(unrecorded.record());
        String path = app.apps().replaceAll("/apps$", "/audit");
        Answer log = app.request().get(path);
        assertThat(log.getList("[?(@.action == 'api_key.delete')]")).hasSize(1);
        assertThat(log.getString("[0].result")).isEqualTo("unknown");
        assertThat(log.getString("[0]._id")).isEqualTo(id.toHexString());
        assertThat(await(collection("audit_intents").countDocuments(new Document("_id", id))))
                .isZero();
    }

    @Test
    void a_finished_action_leaves_no_note() {
        app.delete("").statusCode(204);
        app.delete("").statusCode(404);
        assertThat(await(collection("audit_intents")
                        .countDocuments(new Document("project", new ObjectId(app.project())))))
                .isZero();
    }
}
