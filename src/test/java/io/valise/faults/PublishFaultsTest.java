package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.errors.ApiException;
import io.valise.faults.FaultProxy.Fault;
import io.valise.revisions.Commit;
import io.valise.revisions.Landed;
import io.valise.revisions.Publisher;
import io.valise.revisions.Revision;
import io.valise.testing.AsARequest;
import io.valise.testing.InProcess;
import io.valise.testing.Turns;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store fails while several changes are published together. {@link StoreFaultsIT} covers all other failures. */
@QuarkusTest
@InProcess("a store that fails when it is told to, and the turn of an app")
@WithTestResource(FaultyStore.class)
class PublishFaultsTest {
    FaultProxy store;

    @Inject
    Publisher publisher;

    @Inject
    Vertx vertx;

    @TestHTTPResource("")
    String base;

    private Client me;

    @BeforeEach
    void login() throws Exception {
        Await.until("the service is ready", () -> Client.isReady(base));
        me = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
    }

    @AfterEach
    void restore() throws Exception {
        store.restore();
    }

    /** Changes that wait for their turn share one write of blocks and one insert. Each caller gets a correct answer. */
    @Test
    void at_each_step_of_changes_that_are_published_together() throws Exception {
        for (String step : List.of("update blocks", "insert revisions", "update heads")) {
            for (Fault fault : StoreFaultsIT.OF_WRITES) {
                String where = fault + " at " + step;
                String app = me.newApp("app" + fault + step.replace(" ", "-"));
                me.get(app + "/values");
                ObjectId id = new ObjectId(app.substring(app.lastIndexOf('/') + 1));
                Lock turn = Turns.take(vertx, id);
                Map<String, CompletableFuture<Revision>> made = new LinkedHashMap<>();
                for (String name : List.of("one", "two", "three")) {
                    made.put(name, publish(id, name));
                }
                store.fail(0, command -> step.equals(command.name() + " " + command.target()), fault);
                turn.release();
                Map<String, String> told = new LinkedHashMap<>();
                made.forEach((name, change) -> told.put(name, outcome(change)));
                assertThat(store.isSpent()).as(where).isTrue();
                StoreFaultsIT.backAgain(store, me);

                List<String> there =
                        me.get(app + "/values").list(value -> value.get("name").asText());
                told.forEach((name, outcome) -> {
                    switch (outcome) {
                        case "done" -> assertThat(there).as(where).contains(name);
                        case "StoreUnavailable" -> assertThat(there).as(where).doesNotContain(name);
                        default -> assertThat(outcome).as(where).isEqualTo("OutcomeUnknown");
                    }
                });
                assertThat(me.post(app + "/values", Map.of("name", "four", "value", 4))
                                .status())
                        .as(where)
                        .isEqualTo(201);
                List<Long> numbers = me.get(app + "/deployments").list(JsonNode::toString).stream()
                        .map(StoreFaultsIT::revision)
                        .sorted()
                        .toList();
                assertThat(numbers).as(where + ": " + told).hasSize(there.size() + 1);
                assertThat(numbers.get(numbers.size() - 1)).as(where).isEqualTo(numbers.size());
            }
        }
    }

    /** Publishes a value without content: nothing here reads the content. */
    private CompletableFuture<Revision> publish(ObjectId app, String name) {
        Commit commit = Commit.immediate(new ObjectId(), "API");
        return AsARequest.begin(
                vertx,
                () -> publisher.publish(app, commit, Turns.creating(name)).flatMap(Landed::confirmedRevision));
    }

    private static String outcome(CompletableFuture<Revision> change) {
        try {
            change.get(30, TimeUnit.SECONDS);
            return "done";
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof ApiException api ? api.code().name() : failed.toString();
        } catch (InterruptedException | TimeoutException hung) {
            throw new AssertionError(hung);
        }
    }
}
