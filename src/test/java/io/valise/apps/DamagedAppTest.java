package io.valise.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.revisions.Deleted;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** An app whose revisions were altered in the store is refused. The other apps of the project are served. */
@QuarkusTest
@InProcess("revisions that are altered in the store")
class DamagedAppTest {
    @Inject
    Given given;

    @Inject
    ReactiveMongoClient client;

    @Inject
    Event<Deleted> deletions;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    @Test
    void is_listed_and_does_not_hide_the_others() {
        Api damaged = Api.withNewApp(given.accessToken(), "damaged");
        Api sound = damaged.anotherApp("sound");
        damaged.value("a", 1);
        sound.value("a", 1);
        ObjectId id = new ObjectId(damaged.app());
        client.getDatabase(database)
                .getCollection("revisions")
                .updateMany(new Document("app", id), new Document("$set", new Document("user", new ObjectId())))
                .await()
                .atMost(Duration.ofSeconds(30));
        // Clear what this instance has in memory, as after a restart.
        deletions.fire(new Deleted(id));

        damaged.get("").error(500, "StoreDamaged");
        damaged.get("/values").error(500, "StoreDamaged");
        damaged.post("/values", Map.of("name", "b", "value", 1)).error(500, "StoreDamaged");
        assertThat(sound.names("/values")).containsExactly("a");
        sound.request().get(sound.apps()).statusCode(200).body("[*].name", containsInAnyOrder("damaged", "sound"));
    }
}
