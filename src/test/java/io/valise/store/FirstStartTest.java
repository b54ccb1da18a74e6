package io.valise.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever can delete from the database becomes no owner by it, and a store in use is given no new keys. */
@QuarkusTest
@InProcess("a database that is made up")
class FirstStartTest {
    private final FirstStart start = new FirstStart();

    @Inject
    ReactiveMongoClient client;

    @BeforeEach
    void inADatabaseOfItsOwn() {
        start.client = client;
        start.database = "first-start";
    }

    @AfterEach
    void drop() {
        await(client.getDatabase("first-start").drop());
    }

    private static void await(Uni<?> uni) {
        uni.await().atMost(Duration.ofSeconds(20));
    }

    private void given(String collection) {
        await(client.getDatabase("first-start").getCollection(collection).insertOne(new Document("malformed", true)));
    }

    private void assertLost(String what) {
        assertThatThrownBy(() -> await(start.refuseLoss()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was in use and has lost its " + what);
    }

    @Test
    void an_empty_store_and_one_whose_first_start_was_killed_are_no_loss() {
        await(start.refuseLoss());
        given("data_keys");
        await(start.refuseLoss());
        given("projects");
        await(start.refuseLoss());
    }

    @Test
    void a_store_with_projects_and_no_data_keys_is_a_loss() {
        given("projects");
        assertLost("data keys");
    }

    @Test
    void a_store_with_api_keys_and_no_project_is_a_loss() {
        given("data_keys");
        given("api_keys");
        assertLost("projects");
    }

    @Test
    void a_store_with_revisions_and_no_project_is_a_loss() {
        given("data_keys");
        given("revisions");
        assertLost("projects");
    }
}
