package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deleting documents makes nobody an owner, and a store in use gets no new keys. */
@OnAnyStore
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
    void an_empty_store_and_one_whose_first_start_was_killed_are_not_a_loss() {
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

    @ParameterizedTest
    @ValueSource(strings = {"api_keys", "revisions", "apps", "sessions", "runtime_tokens"})
    void a_used_store_without_projects_is_a_loss(String left) {
        given("data_keys");
        given(left);
        assertLost("projects");
        assertThat(start.whyNoSigningKeyMayBeMade().await().indefinitely()).isPresent();
    }

    @Test
    void an_unused_store_may_get_a_signing_key_and_an_owner() {
        given("data_keys");
        assertThat(start.whyNoSigningKeyMayBeMade().await().indefinitely()).isEmpty();
        given("projects");
        given("api_keys");
        await(start.requireUnused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"revisions", "apps", "sessions", "runtime_tokens"})
    void a_used_store_gets_no_new_owner(String left) {
        given(left);
        assertThatThrownBy(() -> await(start.requireUnused()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the store was in use");
    }
}
