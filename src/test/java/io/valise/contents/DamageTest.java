package io.valise.contents;

import static io.valise.testing.Api.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import io.valise.testing.Program;
import io.valise.revisions.Deleted;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Documents that are missing, altered or forged in the store: they are named and not served, and the rest is. */
@QuarkusTest
@InProcess("documents that are changed behind the service's back")
class DamageTest {
    @Inject
    Given given;

    @Inject
    ReactiveMongoClient client;

    @Inject
    Event<Deleted> deletions;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    private ReactiveMongoCollection<Document> collection(String name) {
        return client.getDatabase(database).getCollection(name);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    private Document ofApp() {
        return new Document("app", new ObjectId(app.app()));
    }

    private void alter(String collection, Document change) {
        assertThat(await(collection(collection).updateMany(ofApp(), new Document("$set", change)))
                        .getModifiedCount())
                .isPositive();
    }

    @Nested
    class A_value {
        private String damaged;

        @BeforeEach
        void isAltered() {
            damaged = app.value("damaged", "as it was");
            alter("values", new Document("json", "\"altered\""));
            app.value("sound", 1);
        }

        private void isNotServed() {
            app.get("/values/" + damaged)
                    .then()
                    .spec(error(500, "StoreDamaged"))
                    .body("error", containsString("\"damaged\""));
            assertThat(app.names("/values")).containsExactly("damaged", "sound");
            Program program = Program.of(app);
            program.get("/values/damaged").then().spec(error(500, "StoreDamaged"));
            assertThat(program.value("sound")).isEqualTo("1");
            program.get("/values")
                    .then()
                    .statusCode(200)
                    .body("values", is(Map.of("sound", 1)))
                    .body("unresolved", contains("damaged"));
        }

        @Test
        void that_was_altered_is_named_and_not_served() {
            isNotServed();
        }

        @Test
        void that_is_missing_is_named_and_not_served() {
            await(collection("values").deleteOne(ofApp().append("json", "\"altered\"")));
            isNotServed();
        }

        @Test
        void that_lost_a_field_is_named_and_not_served() {
            await(collection("values")
                    .updateOne(
                            ofApp().append("json", "\"altered\""), new Document("$unset", new Document("json", ""))));
            isNotServed();
        }

        @Test
        void is_well_again_when_it_is_written_again() {
            app.put("/values/" + damaged, Map.of("name", "damaged", "value", "written again"))
                    .then()
                    .statusCode(200);
            app.get("/values/" + damaged).then().body("value", is("written again"));
            assertThat(Program.of(app).value("damaged")).isEqualTo("\"written again\"");
        }

        @Test
        void can_be_deleted() {
            app.delete("/values/" + damaged).then().statusCode(204);
            assertThat(app.names("/values")).containsExactly("sound");
        }

        @Test
        void is_told_in_the_audit() {
            app.get("/values/" + damaged);
            Awaited.until(
                    () -> app.read("/audit?action=store.damage").getList("result"),
                    results -> results.equals(List.of("StoreDamaged")));
            app.get("/audit?action=store.damage").then().body("target.name", hasItem(containsString("\"damaged\"")));
        }
    }

    @Nested
    class A_secret {
        @Test
        void whose_sealed_bytes_were_altered_is_named_and_not_served() {
            app.secret("key", MadeUp.content("key"));
            app.link("linked", "key");
            app.value("sound", 1);
            alter("secrets", new Document("content.ciphertext", new Binary(new byte[100])));

            Program program = Program.of(app);
            program.get("/values/linked").then().spec(error(500, "StoreDamaged"));
            program.get("/values").then().body("unresolved", contains("linked")).body("values.sound", is(1));
            assertThat(app.names("/secrets")).containsExactly("key");
        }

        @Test
        void that_was_put_in_the_place_of_another_is_named_and_not_served() {
            app.secret("low", MadeUp.content("low"));
            app.secret("high", MadeUp.content("high"));
            app.link("linked", "low");
            Document high = await(collection("secrets").find(ofApp()).collect().asList())
                    .get(1);
            alter("secrets", new Document("content", high.get("content")));

            Program.of(app).get("/values/linked").then().spec(error(500, "StoreDamaged"));
        }
    }

    @Nested
    class A_revision {
        @Test
        void that_was_altered_is_not_served_and_the_other_apps_are() {
            Api other = app.anotherApp("other");
            app.value("a", 1);
            other.value("a", 1);
            alter("revisions", new Document("user", new ObjectId()));
            // Another instance, which has not read it yet.
            deletions.fire(new Deleted(new ObjectId(app.app())));

            app.get("/values").then().spec(error(500, "StoreDamaged"));
            app.get("").then().spec(error(500, "StoreDamaged"));
            app.post("/values", Map.of("name", "b", "value", 1)).then().spec(error(500, "StoreDamaged"));
            assertThat(other.names("/values")).containsExactly("a");
            app.request().get(app.apps()).then().statusCode(200).body("name", containsInAnyOrder("app", "other"));
        }

        @Test
        void a_block_of_which_is_missing_is_damaged_and_the_rest_is_served() {
            app.value("a", 1);
            await(collection("blocks").deleteMany(ofApp()));
            deletions.fire(new Deleted(new ObjectId(app.app())));

            app.get("/values/" + new ObjectId()).then().spec(error(500, "StoreDamaged"));
            app.post("/values", Map.of("name", "b", "value", 1)).then().spec(error(500, "StoreDamaged"));
            app.get("").then().statusCode(200);
        }

        /** A revision that somebody has put into the store under the next number. */
        private void isForged() {
            Document newest = await(collection("revisions")
                    .find(ofApp().append("number", (long) app.revision()))
                    .collect()
                    .first());
            newest.put("_id", new ObjectId());
            newest.put("change", new ObjectId());
            newest.put("number", newest.getLong("number") + 1);
            newest.put("user", new ObjectId());
            await(collection("revisions").insertOne(newest));
        }

        @Test
        void that_was_forged_under_the_next_number_is_set_aside_and_blocks_nothing() {
            String id = app.value("a", 1);
            isForged();

            app.put("/values/" + id, Map.of("name", "a", "value", 2)).then().statusCode(200);

            assertThat(app.read("/deployments").<Integer>getList("revision")).containsExactly(2, 1);
            assertThat(app.read("/deployments").getList("user_id").stream().distinct())
                    .hasSize(1);
            assertThat(Program.of(app).value("a")).isEqualTo("2");
            assertThat(await(collection("set_aside").find(ofApp()).collect().asList()))
                    .hasSize(1);
        }

        @Test
        void that_was_forged_is_not_in_the_history() {
            app.value("a", 1);
            isForged();
            assertThat(app.read("/deployments").<Integer>getList("revision")).containsExactly(1);
        }
    }
}
