package io.valise.store;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.crypto.Sealer;
import io.valise.revisions.Deleted;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.LogLines;
import io.valise.testing.MadeUp;
import io.valise.testing.OpenDraft;
import io.valise.testing.Program;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * An attacker with write access to the database gains nothing, and a damaged disk is detected: whatever does not match
 * what was written is refused and named, and the rest is served.
 */
@QuarkusTest
@InProcess("altered documents, and an instance that forgets what it has read")
class DamageTest {
    /** Bits to flip in each field: one in every build, more with {@code -Dvalise.laws.seeds=50}. */
    private static final int FLIPS = Integer.getInteger("valise.laws.seeds", 1);

    private static final long SEED = Long.getLong("valise.laws.seed", 0);

    @Inject
    Given given;

    @Inject
    ReactiveMongoClient client;

    @Inject
    Event<Deleted> deletions;

    @Inject
    MeterRegistry meters;

    @Inject
    Sweep sweep;

    @Inject
    TestClock clock;

    @Inject
    Sealer sealer;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    private Api app;
    private Program program;
    private String plain;
    private String other;
    private String secret;
    private String spare;
    private String link;
    private String url;

    @BeforeEach
    void anAppWithOneOfEach() {
        OtherApps.areSettled();
        app = Api.withNewApp(given.accessToken(), "shop");
        app.post(
                        "/import?strategy=replace-by-name",
                        "{\"config_version\":20210101,\"triggers\":[{\"name\":\"nightly\",\"disabled\":true}]}")
                .statusCode(204);
        plain = app.value("plain", "the plain content");
        other = app.value("other", "the other content");
        secret = app.secret("key", MadeUp.content("key"));
        spare = app.secret("spare", MadeUp.content("spare"));
        link = app.link("link", "key");
        url = app.environmentValue("url", Map.of("none", "https://a.example"));
        program = Program.of(app);
    }

    private ReactiveMongoCollection<Document> collection(String name) {
        return client.getDatabase(database).getCollection(name);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private ObjectId id() {
        return new ObjectId(app.app());
    }

    private List<Document> stored(String collection, Document filter) {
        return await(collection(collection)
                .find(new Document(filter).append("app", id()))
                .collect()
                .asList());
    }

    private Document one(String collection, String field, Object is) {
        List<Document> found = stored(collection, new Document(field, is));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private Document revision(long number) {
        return one("revisions", "number", number);
    }

    private Document newest() {
        return revision(app.revision());
    }

    /** Makes this instance read the app again, by telling it that the app was deleted. */
    private void forget() {
        deletions.fire(new Deleted(id()));
    }

    private void replace(String collection, @Nullable Document before, @Nullable Document after) {
        if (before != null) {
            await(collection(collection).deleteOne(new Document("_id", before.get("_id"))));
        }
        if (after != null) {
            await(collection(collection).insertOne(after));
        }
        forget();
    }

    /** Runs the check while a document is replaced or missing, and restores the document. */
    private void instead(String collection, Document stored, @Nullable Document damaged, Runnable look) {
        replace(collection, stored, damaged);
        try {
            look.run();
        } catch (AssertionError broken) {
            throw new AssertionError("with " + damaged + " in the place of " + stored, broken);
        } finally {
            replace(collection, damaged, stored);
        }
    }

    /** Runs the check with the document missing, and with each of its fields missing or altered. */
    private void whateverHappensTo(String collection, Document stored, Set<String> unbound, Runnable look) {
        instead(collection, stored, null, look);
        for (String field : stored.keySet()) {
            if (!unbound.contains(field)) {
                for (int seed = 0; seed < FLIPS; seed++) {
                    Document damaged = new Document(stored);
                    damaged.put(field, flipped(stored.get(field), new Random(SEED + seed)));
                    instead(collection, stored, damaged, look);
                }
                Document without = new Document(stored);
                without.remove(field);
                instead(collection, stored, field.equals("_id") ? null : without, look);
                if (stored.get(field) instanceof Document inner) {
                    for (String innerField : inner.keySet()) {
                        Document less = new Document(inner);
                        less.remove(innerField);
                        instead(collection, stored, new Document(stored).append(field, less), look);
                    }
                }
            }
        }
    }

    /** The value with one bit flipped. */
    private static Object flipped(Object value, Random random) {
        if (value instanceof Binary binary) {
            byte[] bytes = binary.getData().clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            return new Binary(binary.getType(), bytes);
        }
        if (value instanceof ObjectId id) {
            return new ObjectId(((Binary) flipped(new Binary(id.toByteArray()), random)).getData());
        }
        if (value instanceof String text) {
            int at = random.nextInt(Math.max(1, text.length()));
            return text.isEmpty() ? "x" : text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
        }
        if (value instanceof Document document) {
            List<String> fields = new ArrayList<>(document.keySet());
            Document damaged = new Document(document);
            damaged.computeIfPresent(
                    fields.get(random.nextInt(fields.size())), (field, inner) -> flipped(inner, random));
            return damaged;
        }
        // Flip a high bit, so that the number is not one that other documents have.
        return ((Number) value).longValue() ^ (1L << (20 + random.nextInt(40)));
    }

    private Document contentOf(String collection) {
        return switch (collection) {
            case "values" -> one("values", "json", "\"the plain content\"");
            case "secrets" -> one("secrets", "secret", new ObjectId(secret));
            default -> stored(collection, new Document()).get(0);
        };
    }

    /** The whole app as JSON. Unlike a zip, which is sent while it is written, it can still be refused. */
    private Answer pulled() {
        return app.request().accept("application/json").get(app.path("/pull"));
    }

    private void restIsServed(String... except) {
        Set<String> damaged = Set.of(except);
        for (Map.Entry<String, String> each :
                Map.of("plain", plain, "other", other, "link", link).entrySet()) {
            if (!damaged.contains(each.getKey())) {
                app.get("/values/" + each.getValue()).statusCode(200);
                program.get("/values/" + each.getKey()).statusCode(200);
            }
        }
        app.get("/values").statusCode(200).body("[*].name", equalTo(List.of("link", "other", "plain")));
        app.get("/secrets").statusCode(200).body("[*].name", equalTo(List.of("key", "spare")));
    }

    @Nested
    class A_content {
        /** The time of last use is for the sweep only. */
        private final Set<String> unbound = Set.of("used");

        @Test
        void of_a_value_is_served_as_it_was_written_or_not_at_all() {
            Document swapped = new Document(contentOf("values"));
            swapped.put("json", one("values", "json", "\"the other content\"").get("json"));
            Runnable refused = () -> {
                app.get("/values/" + plain).error(500, "StoreDamaged").body("error", containsString("value \"plain\""));
                program.get("/values/plain").error(500, "StoreDamaged").body("error", containsString("\"plain\""));
                program.get("/values")
                        .statusCode(200)
                        .body("unresolved", equalTo(List.of("plain")))
                        .body("values", not(hasKey("plain")))
                        .body("values.other", is("the other content"));
                pulled().error(500, "StoreDamaged").body("error", containsString("\"plain\""));
                app.get("/export?version=20210101")
                        .error(500, "StoreDamaged")
                        .body("error", containsString("\"plain\""));
                restIsServed("plain");
            };
            whateverHappensTo("values", contentOf("values"), unbound, refused);
            instead("values", contentOf("values"), swapped, refused);
            program.get("/values").body("unresolved", empty()).body("values.plain", is("the plain content"));
        }

        @Test
        void of_a_malformed_value_does_not_affect_others() {
            Document strange = new Document("_id", contentOf("values").get("_id"))
                    .append("app", id())
                    .append("json", 1)
                    .append("used", "never");
            instead("values", contentOf("values"), strange, () -> {
                app.get("/values/" + plain).error(500, "StoreDamaged").body("error", containsString("value \"plain\""));
                program.get("/values").statusCode(200).body("unresolved", equalTo(List.of("plain")));
                restIsServed("plain");
            });
        }

        @Test
        void of_a_damaged_value_can_be_replaced() {
            instead("values", contentOf("values"), null, () -> {
                app.put("/values/" + plain, Map.of("name", "plain", "value", "new"))
                        .statusCode(200);
                program.get("/values/plain").statusCode(200).body(equalTo("\"new\""));
            });
        }

        @Test
        void of_a_secret_is_opened_as_it_was_sealed_or_not_at_all() {
            Document swapped = new Document(contentOf("secrets"));
            swapped.put("content", one("secrets", "secret", new ObjectId(spare)).get("content"));
            Runnable refused = () -> {
                program.get("/values/link").error(500, "StoreDamaged").body("error", containsString("\"link\""));
                program.get("/values")
                        .statusCode(200)
                        .body("unresolved", equalTo(List.of("link")))
                        .body("values", not(hasKey("link")))
                        .body("values.other", is("the other content"));
                restIsServed("link");
            };
            whateverHappensTo("secrets", contentOf("secrets"), unbound, refused);
            instead("secrets", contentOf("secrets"), swapped, refused);
            assertThat(program.value("link")).contains(MadeUp.content("key"));
        }

        /** None of the app's secrets can be opened then; everything else still works. */
        @Test
        void of_a_secret_whose_data_key_is_damaged_is_named_and_left_out() {
            Document stored = dataKey(app.app());
            Api elsewhere = app.anotherApp("other");
            elsewhere.secret("key", MadeUp.content("other"));
            Document swapped = new Document(stored)
                    .append("wrapped", dataKey(elsewhere.app()).get("wrapped"));
            Document flipped = new Document(stored).append("wrapped", flipped(stored.get("wrapped"), new Random(SEED)));
            List<Document> damaged = new ArrayList<>(List.of(swapped, flipped));
            damaged.add(new Document(stored).append("wrapped", 7));
            damaged.add(new Document(stored).append("wrapped", new Binary(new byte[0])));
            damaged.add(new Document(stored).append("masterKey", 7));
            try {
                for (Document one : damaged) {
                    insteadOfDataKey(one);
                    assertThat(program.get("/values").statusCode())
                            .as(one.toString())
                            .isEqualTo(200);
                    program.get("/values")
                            .body("unresolved", equalTo(List.of("link")))
                            .body("values.plain", is("the plain content"));
                    program.get("/values/link").error(500, "StoreDamaged");
                    for (String format : List.of("dotenv", "yaml", "properties")) {
                        program.get("/values?format=" + format)
                                .statusCode(200)
                                .body(containsString("the plain content"))
                                .body(containsString("# link is not set: its stored content is damaged"));
                    }
                    restIsServed("link");
                }
            } finally {
                insteadOfDataKey(stored);
            }
            assertThat(program.value("link")).contains(MadeUp.content("key"));
        }

        @Test
        void of_an_API_key_whose_data_key_is_damaged_is_reported_as_damage() {
            Document stored = dataKey(app.project());
            String profile = Api.PREFIX + "/auth/profile";
            String publicKey = app.request().get(profile).statusCode(200).path("identities[0].id");
            try {
                insteadOfDataKey(new Document(stored).append("wrapped", new Binary(new byte[0])));
                given().contentType("application/json")
                        .body(Map.of("username", publicKey, "apiKey", "whatever"))
                        .post(Api.PREFIX + "/auth/providers/mongodb-cloud/login")
                        .error(500, "StoreDamaged");
                String projects = "/api/public/v1.0/groups";
                String challenge = given().get(projects).header("WWW-Authenticate");
                given().header(
                                "Authorization",
                                challenge.replaceAll("domain=\"\", |stale=.*", "")
                                        + "username=\"" + publicKey + "\", uri=\"" + projects + "\", response=\"0\","
                                        + " cnonce=\"c\", nc=00000001")
                        .get(projects)
                        .error(500, "StoreDamaged");
            } finally {
                insteadOfDataKey(stored);
            }
        }

        private @Nullable Document dataKey(String scope) {
            return await(collection("data_keys")
                    .find(new Document("_id", scope))
                    .collect()
                    .first());
        }

        /** Makes this instance read the data key again. */
        private void insteadOfDataKey(Document key) {
            await(sealer.destroy(key.getString("_id")));
            await(collection("data_keys").insertOne(key));
            forget();
        }

        @Test
        void of_an_environment_value_is_served_as_it_was_written_or_not_at_all() {
            whateverHappensTo("environment_values", contentOf("environment_values"), unbound, () -> {
                app.get("/environment_values/" + url)
                        .error(500, "StoreDamaged")
                        .body("error", containsString("environment value \"url\""));
                program.get("/values").statusCode(200).body("environment.values", not(hasKey("url")));
                app.get("/environment_values").statusCode(200).body("[*].name", equalTo(List.of("url")));
                restIsServed();
            });
            program.get("/values").body("environment.values.url", is("https://a.example"));
        }

        @Test
        void of_a_kept_file_is_exported_as_it_came_or_not_at_all() {
            // The length only counts toward the limit for callers. What is served is the data, which has a hash.
            Set<String> unboundInFiles = Set.of("used", "length");
            for (Document file : stored("kept_files", new Document())) {
                whateverHappensTo("kept_files", file, unboundInFiles, () -> {
                    pulled().error(500, "StoreDamaged").body("error", containsString("file \""));
                    restIsServed();
                });
                String before = pulled().statusCode(200).asString();
                Document longer = new Document(file).append("length", Integer.MAX_VALUE);
                instead(
                        "kept_files",
                        file,
                        longer,
                        () -> assertThat(pulled().asString()).isEqualTo(before));
            }
            pulled().statusCode(200);
        }
    }

    @Nested
    class A_block {
        @Test
        void is_read_as_it_was_written_or_not_at_all() {
            Document newest = newest();
            Document block = one("blocks", "_id", newest.get("root"));
            whateverHappensTo("blocks", block, Set.of("used"), () -> {
                app.get("/values/" + plain).error(500, "StoreDamaged").body("error", containsString("block "));
                program.get("/values/plain").error(500, "StoreDamaged");
                program.get("/values").error(500, "StoreDamaged");
                app.get("/values").error(500, "StoreDamaged");
                app.get("/secrets").error(500, "StoreDamaged");
                app.put("/values/" + plain, Map.of("name", "plain", "value", "new"))
                        .error(500, "StoreDamaged");
                app.post("/values", Map.of("name", "new", "value", 1)).error(500, "StoreDamaged");
                app.get("/export?version=20210101").error(500, "StoreDamaged");
            });
            restIsServed();
        }

        @Test
        void is_read_even_if_unsigned_fields_are_altered() {
            Document block = one("blocks", "_id", newest().get("root"));
            instead("blocks", block, new Document(block).append("used", "never"), this::isServedAnew);
        }

        private void isServedAnew() {
            restIsServed();
            app.put("/values/" + plain, Map.of("name", "plain", "value", "new")).statusCode(200);
        }

        @Test
        void that_is_missing_leaves_others_readable() {
            Map<String, Integer> many = IntStream.range(0, 600).boxed().collect(Collectors.toMap(i -> "v" + i, i -> i));
            app.post("/values/import", many).statusCode(200);
            Map<String, String> ids = app.read("/values").getList("[?(@.name =~ /v\\d+/)]").stream()
                    .map(Map.class::cast)
                    .collect(Collectors.toMap(value -> (String) value.get("name"), value -> (String) value.get("_id")));
            Binary root = (Binary) newest().get("root");
            Document leaf = stored("blocks", new Document()).stream()
                    .filter(block -> !block.get("_id").equals(root))
                    .max(Comparator.comparing(
                            block -> block.get("data", Binary.class).length()))
                    .orElseThrow();
            instead("blocks", leaf, null, () -> {
                int refused = 0;
                int looked = 0;
                for (Map.Entry<String, String> each : ids.entrySet()) {
                    int status = program.get("/values/" + each.getKey()).statusCode();
                    assertThat(status).isIn(200, 500);
                    refused += status == 500 ? 1 : 0;
                    if (status == 500 || looked++ < 20) {
                        app.get("/values/" + each.getValue()).statusCode(status);
                    }
                }
                assertThat(refused).isBetween(1, 200);
            });
            app.get("/values").statusCode(200).body("", hasSize(many.size() + 3));
        }
    }

    @Nested
    class A_revision {
        @Test
        void is_served_as_it_was_signed_or_not_at_all() {
            Document newest = newest();
            Runnable refused = () -> {
                for (String path : List.of("/values", "/values/" + plain, "/secrets", "/export?version=20210101")) {
                    app.get(path).error(500, "StoreDamaged").body("error", containsString("revision "));
                }
                program.get("/values").error(500, "StoreDamaged");
                app.post("/values", Map.of("name", "new", "value", 1)).error(500, "StoreDamaged");
            };
            whateverHappensTo("revisions", newest, Set.of(), refused);
            for (String field : List.of("name", "draft", "redeployedFrom")) {
                Document added = new Document(newest);
                added.put(field, field.equals("name") ? "a name" : new ObjectId());
                instead("revisions", newest, added, refused);
            }
            restIsServed();
        }

        @Test
        void of_the_past_is_shown_and_redeployed_as_it_was_signed_or_not_at_all() {
            Document old = revision(2);
            String deployment = old.getObjectId("_id").toHexString();
            int newest = app.revision();
            whateverHappensTo("revisions", old, Set.of(), () -> {
                app.get("/deployments/" + deployment).error(404, "DeploymentNotFound");
                app.get("/deployments?limit=100").statusCode(200).body("[*]._id", not(hasItem(deployment)));
                app.post("/deployments/" + deployment + "/redeploy", "{}").error(404, "DeploymentNotFound");
                restIsServed();
            });
            assertThat(app.revision()).isEqualTo(newest);
            app.get("/deployments/" + deployment).statusCode(200);
        }

        private Document forged(long ahead) {
            Document newest = newest();
            return new Document(newest)
                    .append("_id", new ObjectId())
                    .append("change", new ObjectId())
                    .append("number", newest.getLong("number") + ahead);
        }

        private void blocksNothing(Document forged, boolean isLoaded) {
            int newest = app.revision();
            await(collection("revisions").insertOne(forged));
            if (!isLoaded) {
                forget();
            }
            restIsServed();
            assertThat(app.revision()).isEqualTo(newest);
            assertThat(await(collection("set_aside")
                            .find(new Document("_id", forged.get("_id")))
                            .collect()
                            .asList()))
                    .containsExactly(forged);
            assertThat(stored("revisions", new Document("_id", forged.get("_id"))))
                    .isEmpty();
            String id = app.value("after-" + forged.getObjectId("_id"), 1);
            assertThat(app.revision()).isEqualTo(newest + 1);
            app.delete("/values/" + id).statusCode(204);
        }

        @Test
        void that_was_forged_under_the_next_number_blocks_nothing() {
            Document unsigned = forged(1);
            unsigned.remove("signature");
            blocksNothing(unsigned, true);
            blocksNothing(forged(1), true);
            blocksNothing(forged(1), false);
            blocksNothing(forged(5), true);
            blocksNothing(forged(5), false);
        }

        @Test
        void that_is_malformed_blocks_nothing() {
            blocksNothing(forged(1).append("deployedAt", "never"), true);
            blocksNothing(forged(1).append("tag", 1), false);
        }

        @Test
        void that_was_forged_just_before_a_deployment_does_not_fail_it() {
            int newest = app.revision();
            Document forged = forged(1);
            await(collection("revisions").insertOne(forged));
            app.value("new", 1);
            assertThat(app.revision()).isEqualTo(newest + 1);
            assertThat(newest().get("_id")).isNotEqualTo(forged.get("_id"));
        }

        /** If a published revision is altered, it is damage, and its number must not be reused. */
        @Test
        void up_to_the_head_is_not_taken_for_a_forged_one() {
            Document next = forged(1);
            Document head = await(collection("heads")
                            .find(new Document("_id", id()))
                            .collect()
                            .asList())
                    .get(0);
            Document moved = new Document(head).append("number", next.get("number"));
            await(collection("revisions").insertOne(next));
            await(collection("heads").replaceOne(new Document("_id", id()), moved));

            app.get("/values").error(500, "StoreDamaged");
            app.post("/values", Map.of("name", "new", "value", 1)).error(500, "StoreDamaged");
            assertThat(stored("revisions", new Document("_id", next.get("_id"))))
                    .hasSize(1);

            await(collection("heads").replaceOne(new Document("_id", id()), head));
            restIsServed();
        }

        @Test
        void that_is_missing_after_the_head_ends_the_search() {
            Document beyond = newest();
            app.value("new", 1);
            Document between = newest();
            app.value("newer", 1);
            forget();
            Document head = await(collection("heads")
                            .find(new Document("_id", id()))
                            .collect()
                            .asList())
                    .get(0);
            await(collection("heads")
                    .replaceOne(new Document("_id", id()), new Document(head).append("number", beyond.get("number"))));
            instead("revisions", between, null, () -> app.get("/values").error(500, "StoreDamaged"));
            app.get("/values").statusCode(200).body("[*].name", hasItem("newer"));
        }

        @Test
        void with_an_invalid_number_blocks_nothing() {
            for (Object number : List.of(List.of(app.revision() + 1L), app.revision() + 0.5)) {
                Document strange = new Document(newest())
                        .append("_id", new ObjectId())
                        .append("change", new ObjectId())
                        .append("number", number);
                blocksNothing(strange, false);
                app.get("/deployments?limit=1000").statusCode(200);
            }
        }

        @Test
        void in_the_place_of_a_draft_does_not_block_its_deployment() {
            OpenDraft draft = OpenDraft.by(app);
            app.value("drafted", 1);
            await(collection("revisions")
                    .insertOne(new Document(newest())
                            .append("_id", new ObjectId())
                            .append("change", new ObjectId(draft.id()))
                            .append("number", -1L)));
            draft.deploy();
            app.delete("/values/" + app.read("/values").getString("[?(@.name == 'drafted')]._id"))
                    .statusCode(204);
            restIsServed();
        }

        @Test
        void of_another_app_is_not_served() {
            Document strange = forged(1);
            Api elsewhere = app.anotherApp("elsewhere");
            IntStream.rangeClosed(0, (int) strange.getLong("number").longValue())
                    .forEach(i -> elsewhere.value("v" + i, i));
            Document genuine = await(collection("revisions")
                            .find(new Document("app", new ObjectId(elsewhere.app()))
                                    .append("number", strange.get("number")))
                            .collect()
                            .asList())
                    .get(0);
            blocksNothing(
                    new Document(genuine)
                            .append("_id", new ObjectId())
                            .append("change", new ObjectId())
                            .append("app", id()),
                    true);
        }
    }

    @Nested
    class A_draft {
        @Test
        void is_deployed_as_its_owner_made_it_or_not_at_all() {
            int newest = app.revision();
            OpenDraft probe = OpenDraft.by(app);
            Set<String> fields = one("drafts", "_id", new ObjectId(probe.id())).keySet();
            app.delete(probe.path("")).statusCode(204);
            // Times and the deployment flag do not affect what is deployed.
            Set<String> unbound = Set.of("createdAt", "modifiedAt", "deploying", "_id", "app");
            for (String field : fields) {
                for (int seed = 0; seed < FLIPS && !unbound.contains(field); seed++) {
                    OpenDraft draft = OpenDraft.by(app);
                    app.put("/values/" + plain, Map.of("name", "plain", "value", "drafted"))
                            .statusCode(200);
                    Document stored = one("drafts", "_id", new ObjectId(draft.id()));
                    Document altered = new Document(stored);
                    altered.put(field, flipped(stored.get(field), new Random(SEED + seed)));
                    replace("drafts", stored, altered);
                    draft.deploying().error(404, "DraftNotFound");
                    app.get("/drafts").statusCode(200).body("", empty());
                    assertThat(stored("drafts", new Document())).as(field).isEmpty();
                    restIsServed();
                }
            }
            assertThat(app.revision()).isEqualTo(newest);
        }

        @Test
        void that_is_malformed_blocks_nobody() {
            OpenDraft draft = OpenDraft.by(app);
            Document stored = one("drafts", "_id", new ObjectId(draft.id()));
            replace("drafts", stored, new Document(stored).append("base", "no number"));
            clock.advance(Sweep.GRACE.plusSeconds(2));
            await(sweep.run());
            clock.reset();
            assertThat(stored("drafts", new Document())).isEmpty();

            OpenDraft another = OpenDraft.by(app);
            Document next = one("drafts", "_id", new ObjectId(another.id()));
            replace("drafts", next, new Document(next).append("step", "no number"));
            app.get("/drafts").statusCode(200).body("", empty());
            app.put("/values/" + plain, Map.of("name", "plain", "value", "live"))
                    .statusCode(200);
            program.get("/values/plain").body(equalTo("\"live\""));
        }

        @Test
        void that_cannot_be_read_hides_no_other() {
            OpenDraft broken = OpenDraft.by(app);
            app.value("onlyHere", 1);
            app.colleague().value("elsewhere", 1);
            Document stored = one("drafts", "_id", new ObjectId(broken.id()));
            OpenDraft other = OpenDraft.by(app.by("valise-console"));
            instead("blocks", one("blocks", "_id", stored.get("root")), null, () -> {
                app.get("/drafts?all=true").statusCode(200).body("[*]._id", equalTo(List.of(broken.id(), other.id())));
                app.get("/values").error(500, "StoreDamaged");
                app.get(broken.path("")).statusCode(200);
            });
            instead("revisions", one("revisions", "number", stored.get("base")), null, () -> {
                app.get("/drafts?all=true").statusCode(200).body("[*]._id", hasItem(broken.id()));
                app.get(broken.path("")).error(500, "StoreDamaged");
            });
            app.delete(broken.path("")).statusCode(204);
            app.delete(other.path("")).statusCode(204);
        }

        @Test
        void that_was_forged_is_ignored() {
            OpenDraft draft = OpenDraft.by(app);
            app.value("drafted", 1);
            Document forged = new Document(one("drafts", "_id", new ObjectId(draft.id())))
                    .append("_id", new ObjectId())
                    .append("kind", "UI");
            await(collection("drafts").insertOne(forged));
            app.get("/drafts?all=true").statusCode(200).body("[*]._id", equalTo(List.of(draft.id())));
            app.by("valise-console").get("/drafts").statusCode(200).body("", empty());
            app.request()
                    .post(app.path("/drafts/" + forged.getObjectId("_id") + "/deployment"))
                    .error(404, "DraftNotFound");
            assertThat(stored("drafts", new Document())).hasSize(1);
            draft.deploy();
        }
    }

    /** Damage can be repaired as long as the other documents exist, so the sweep must not remove them. */
    @Nested
    class The_sweep {
        private Document orphan;

        @BeforeEach
        void somethingToSweep() {
            ObjectId written = new ObjectId();
            orphan = new Document("_id", written)
                    .append("app", id())
                    .append("json", "1")
                    .append("used", (long) written.getTimestamp());
            await(collection("values").insertOne(orphan));
        }

        @AfterEach
        void theTimeIsNow() {
            clock.reset();
        }

        private void sweepLater() {
            clock.advance(Sweep.GRACE.plusSeconds(2));
            await(sweep.run());
        }

        private long contents() {
            return stored("values", new Document()).size()
                    + stored("secrets", new Document()).size()
                    + stored("environment_values", new Document()).size()
                    + stored("kept_files", new Document()).size()
                    + stored("blocks", new Document()).size();
        }

        @Test
        void removes_nothing_from_an_app_with_a_damaged_block_and_continues_with_others() {
            Api elsewhere = app.anotherApp("elsewhere");
            elsewhere.value("a", 1);
            elsewhere.post("/values", Map.of("name", "a", "value", 2)).statusCode(409);
            Document block = one("blocks", "_id", newest().get("root"));
            long before = contents();
            instead("blocks", block, null, this::sweepLater);
            assertThat(contents()).isEqualTo(before);
            assertThat(await(collection("values").countDocuments(new Document("app", new ObjectId(elsewhere.app())))))
                    .isOne();
            restIsServed();
            assertThat(program.value("link")).contains(MadeUp.content("key"));
        }

        @Test
        void removes_nothing_from_an_app_with_a_damaged_revision() {
            long before = contents();
            clock.advance(Sweep.GRACE.plusSeconds(2));
            for (Document revision : List.of(newest(), revision(2))) {
                Document altered = new Document(revision).append("origin", "CLI");
                instead("revisions", revision, altered, () -> await(sweep.run()));
                assertThat(contents()).isEqualTo(before);
            }
            instead("revisions", newest(), null, () -> await(sweep.run()));
            assertThat(contents()).isEqualTo(before);
            restIsServed();
            assertThat(program.value("link")).contains(MadeUp.content("key"));
        }

        @Test
        void is_not_blocked_by_unexpected_ids_or_fields() {
            long recently = new ObjectId().getTimestamp();
            Document value = new Document("_id", "strange").append("app", id()).append("used", recently);
            Document block = new Document("_id", new Binary(new byte[5]))
                    .append("app", id())
                    .append("used", recently);
            Document head = new Document("_id", new ObjectId()).append("number", "none");
            Document revision = new Document("_id", new ObjectId())
                    .append("app", id())
                    .append("number", -1L)
                    .append("change", new ObjectId());
            await(collection("values").insertOne(value));
            await(collection("blocks").insertOne(block));
            await(collection("heads").insertOne(head));
            await(collection("revisions").insertOne(revision));
            List<Object> strangers =
                    List.of("strange", 7, true, new Document("a", 1), List.of(1, "two"), new Binary(new byte[12]));
            List<Document> drafts = new ArrayList<>();
            for (Object strange : strangers) {
                drafts.add(new Document("_id", new ObjectId())
                        .append("app", id())
                        .append("user", strange)
                        .append("modifiedAt", Long.MAX_VALUE));
                drafts.add(new Document("_id", new ObjectId())
                        .append("app", strange)
                        .append("user", new ObjectId())
                        .append("modifiedAt", 0L));
            }
            drafts.add(new Document("_id", "strange").append("app", id()).append("user", new ObjectId()));
            drafts.forEach(draft -> await(collection("drafts").insertOne(draft.append("kind", "UI"))));
            try {
                sweepLater();
                assertThat(stored("values", new Document("_id", orphan.get("_id"))))
                        .isEmpty();
                assertThat(stored("revisions", new Document("number", -1L))).isEmpty();
                restIsServed();
            } finally {
                await(collection("values").deleteOne(new Document("_id", "strange")));
                await(collection("heads").deleteOne(new Document("_id", head.get("_id"))));
                drafts.forEach(draft -> await(collection("drafts").deleteOne(new Document("_id", draft.get("_id")))));
            }
        }

        @Test
        void is_not_blocked_by_forged_documents() {
            Document newest = newest();
            await(collection("revisions")
                    .insertOne(new Document(newest)
                            .append("_id", new ObjectId())
                            .append("change", new ObjectId())
                            .append("number", newest.getLong("number") + 1)));
            await(collection("drafts")
                    .insertOne(new Document("_id", new ObjectId())
                            .append("app", id())
                            .append("user", new ObjectId())
                            .append("kind", "UI")
                            .append("base", 77L)
                            .append("modifiedAt", Long.MAX_VALUE)));
            sweepLater();
            assertThat(stored("values", new Document("_id", orphan.get("_id")))).isEmpty();
            assertThat(stored("drafts", new Document())).isEmpty();
            restIsServed();
        }
    }

    @Nested
    class Damage {
        private double counted() {
            return meters.get("valise.store.damaged").counter().count();
        }

        private void isToldOf(String what, Runnable damageAndRead) {
            double before = counted();
            try (LogLines log = LogLines.listen()) {
                damageAndRead.run();
                assertThat(log.lines())
                        .anyMatch(line -> line.contains("Damage in the store")
                                && line.contains(app.app())
                                && line.contains(what));
            }
            assertThat(counted()).isGreaterThan(before);
            Awaited.until(
                    () -> app.read("/audit?action=store.damage").<String>getList("[*].target.name"),
                    names -> names.stream().anyMatch(name -> name.contains(what)));
            app.get("/audit?action=store.damage")
                    .body("[*].result", hasItem("StoreDamaged"))
                    .body("[?(@.target.name contains '" + what + "')].target.kind", contains("document"));
        }

        @Test
        void of_a_malformed_draft_is_also_reported() {
            OpenDraft draft = OpenDraft.by(app);
            Document stored = one("drafts", "_id", new ObjectId(draft.id()));
            isToldOf("draft " + draft.id(), () -> {
                replace("drafts", stored, new Document(stored).append("base", "no number"));
                app.get("/drafts").statusCode(200).body("", empty());
            });
        }

        @Test
        void is_reported_in_the_audit_the_metric_and_the_log() {
            Document content = contentOf("values");
            isToldOf(
                    content.getObjectId("_id") + " of the value \"plain\"",
                    () -> instead("values", content, null, () -> app.get("/values/" + plain)));
            Document newest = newest();
            Document block = one("blocks", "_id", newest.get("root"));
            isToldOf(
                    "block "
                            + java.util.HexFormat.of()
                                    .formatHex(newest.get("root", Binary.class).getData()),
                    () -> instead("blocks", block, null, () -> app.get("/values")));
            Document altered = new Document(newest).append("origin", "CLI");
            isToldOf(
                    "revision " + newest.getObjectId("_id"),
                    () -> instead("revisions", newest, altered, () -> app.get("/values")));
            Document forged = new Document(newest)
                    .append("_id", new ObjectId())
                    .append("change", new ObjectId())
                    .append("number", newest.getLong("number") + 1);
            isToldOf("revision " + forged.get("number") + " (" + forged.get("_id") + ")", () -> {
                await(collection("revisions").insertOne(forged));
                app.get("/values");
            });
        }
    }
}
