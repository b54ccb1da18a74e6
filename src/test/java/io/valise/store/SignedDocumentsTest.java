package io.valise.store;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.apps.RecentApps;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.auth.TokenText;
import io.valise.revisions.Deleted;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.LogLines;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import io.valise.testing.Program;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An attacker with write access to the database gets no access to the service: a document that grants something and was
 * not signed by this service counts as absent, blocks nothing, and is reported.
 */
@OnAnyStore
@QuarkusTest
@InProcess("documents that were altered or made up in the store")
class SignedDocumentsTest {
    /** Parts of a BSON document: the length at its start, and the zero byte at its end. */
    private static final int HEAD = 4;

    private static final int END = 1;

    @Inject
    Given given;

    @Inject
    ReactiveMongoClient client;

    @Inject
    MeterRegistry meters;

    @Inject
    RecentApps recentApps;

    @Inject
    Event<Deleted> deletions;

    @Inject
    Sweep sweep;

    @Inject
    TestClock clock;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    private Api app;
    private String publicKey;
    private String privateKey;
    private ObjectId key;
    private String refreshToken;
    private Program program;

    @BeforeEach
    void somethingOfEachKind() {
        OtherApps.areSettled();
        app = Api.withNewApp(given.accessToken(), "shop");
        Answer made = app.request()
                .body(Map.of("name", "a reader", "role", "GROUP_READ_ONLY"))
                .post(keys())
                .statusCode(201);
        publicKey = made.getString("public_key");
        privateKey = made.getString("private_key");
        key = new ObjectId(made.getString("_id"));
        refreshToken = login().statusCode(200).path("refresh_token");
        app.value("greeting", "hello");
        // If a flag is set, its absence is detected. An unset flag means the same as an absent one.
        app.patch("/deploy/config", Map.of("ui_drafts_disabled", true)).statusCode(204);
        program = Program.with(app, Map.of("values", List.of("greeting"), "expires_at", 4_000_000_000L));
    }

    @AfterEach
    void theTimeIsNow() {
        clock.reset();
    }

    private String keys() {
        return Api.PREFIX + "/groups/" + app.project() + "/api_keys";
    }

    private Answer login() {
        return given().contentType("application/json")
                .body(Map.of("username", publicKey, "apiKey", privateKey))
                .post(Api.PREFIX + "/auth/providers/mongodb-cloud/login");
    }

    private static Answer renew(String refreshToken) {
        return given().header("Authorization", "Bearer " + refreshToken).post(Api.PREFIX + "/auth/session");
    }

    private ReactiveMongoCollection<Document> collection(String name) {
        return client.getDatabase(database).getCollection(name);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private Document one(String collection, String field, Object is) {
        List<Document> found = await(
                collection(collection).find(new Document(field, is)).collect().asList());
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private void insert(String collection, Document document) {
        await(collection(collection).insertOne(document));
        recentApps.changed(id());
    }

    private void remove(String collection, Document document) {
        await(collection(collection).deleteOne(new Document("_id", document.get("_id"))));
        recentApps.changed(id());
    }

    private ObjectId id() {
        return new ObjectId(app.app());
    }

    /**
     * The collections whose documents grant access, the fields that are not signed, and how to tell that access is
     * granted.
     */
    enum Kind {
        API_KEY("api_keys", Set.of("lastUsed")) {
            @Override
            Document stored(SignedDocumentsTest test) {
                return test.one(collection, "_id", test.key);
            }

            @Override
            boolean grants(SignedDocumentsTest test) {
                boolean listed = test.app
                        .request()
                        .get(test.keys())
                        .statusCode(200)
                        .getList("[*]._id")
                        .contains(test.key.toHexString());
                int status = test.login().statusCode();
                assertThat(status).isEqualTo(listed ? 200 : 401);
                return listed;
            }
        },
        SESSION("sessions", Set.of()) {
            @Override
            Document stored(SignedDocumentsTest test) {
                return test.one(collection, "refreshHash", TokenText.hash(test.refreshToken));
            }

            @Override
            boolean grants(SignedDocumentsTest test) {
                int status = renew(test.refreshToken).statusCode();
                assertThat(status).isIn(201, 401);
                return status == 201;
            }
        },
        RUNTIME_TOKEN("runtime_tokens", Set.of("lastUsed")) {
            @Override
            Document stored(SignedDocumentsTest test) {
                return test.one(collection, "hash", TokenText.hash(test.program.token()));
            }

            @Override
            boolean grants(SignedDocumentsTest test) {
                return test.app.read("/runtime_tokens").getList("[*]._id").contains(test.program.tokenId());
            }
        },
        APP("apps", Set.of()) {
            @Override
            Document stored(SignedDocumentsTest test) {
                return test.one(collection, "_id", test.id());
            }

            @Override
            boolean grants(SignedDocumentsTest test) {
                boolean listed = test.app
                        .request()
                        .get(test.app.apps())
                        .statusCode(200)
                        .getList("[*]._id")
                        .contains(test.app.app());
                test.app.get("").statusCode(listed ? 200 : 404);
                return listed;
            }
        },
        PROJECT("projects", Set.of()) {
            @Override
            Document stored(SignedDocumentsTest test) {
                return test.one(collection, "_id", new ObjectId(test.app.project()));
            }

            @Override
            boolean grants(SignedDocumentsTest test) {
                return test.app
                        .request()
                        .get("/api/public/v1.0/groups")
                        .statusCode(200)
                        .getList("results[*].id")
                        .contains(test.app.project());
            }
        };

        final String collection;
        final Set<String> unsigned;

        Kind(String collection, Set<String> unsigned) {
            this.collection = collection;
            this.unsigned = unsigned;
        }

        abstract Document stored(SignedDocumentsTest test);

        abstract boolean grants(SignedDocumentsTest test);
    }

    /** Other things that a field could contain: another value of its type, nothing, and a value of another type. */
    private static List<@Nullable Object> insteadOf(Object value, int turn) {
        List<Object> strange = List.of(List.of(value), new Document("x", ""), value instanceof String ? 7L : "text");
        List<@Nullable Object> others = new ArrayList<>();
        others.add(altered(value));
        others.add(null);
        others.add(strange.get(turn % strange.size()));
        return others;
    }

    private static Object altered(Object value) {
        if (value instanceof Binary binary) {
            byte[] bytes = binary.getData().clone();
            bytes[bytes.length / 2] ^= 1;
            return new Binary(binary.getType(), bytes);
        }
        if (value instanceof ObjectId) {
            return new ObjectId();
        }
        if (value instanceof Date date) {
            return new Date(date.getTime() + 1);
        }
        if (value instanceof Boolean bit) {
            return !bit;
        }
        if (value instanceof List<?> list) {
            List<Object> more = new ArrayList<>(list);
            more.add(list.isEmpty() ? new ObjectId() : altered(list.get(0)));
            return more;
        }
        if (value instanceof Document inner) {
            Document changed = new Document(inner);
            changed.replaceAll((field, is) -> altered(is));
            return changed;
        }
        return switch (value.toString()) {
            case "GROUP_READ_ONLY" -> "GROUP_OWNER";
            case "US_VA" -> "IE";
            default -> value instanceof Number number ? (Object) (number.longValue() + 1) : value + "x";
        };
    }

    /** Runs the check while a document is replaced by another one. */
    private void instead(String collection, Document stored, Document other, Runnable look) {
        remove(collection, stored);
        insert(collection, other);
        try {
            look.run();
        } catch (AssertionError broken) {
            throw new AssertionError("with " + other + " in the place of " + stored, broken);
        } finally {
            remove(collection, other);
            insert(collection, stored);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_document_with_any_of_its_fields_altered_is_absent(Kind kind) {
        Document stored = kind.stored(this);
        assertThat(kind.grants(this)).isTrue();
        int turn = 0;
        for (String field : stored.keySet()) {
            if (kind.unsigned.contains(field)) {
                continue;
            }
            for (Object other : insteadOf(stored.get(field), turn++)) {
                if (field.equals("_id") && (other == null || other instanceof List)) {
                    continue; // No store accepts this.
                }
                Document damaged = new Document(stored);
                if (other == null) {
                    damaged.remove(field);
                } else {
                    damaged.put(field, other);
                }
                if (!kind.unsigned.contains(field)) {
                    instead(
                            kind.collection,
                            stored,
                            damaged,
                            () -> assertThat(kind.grants(this)).as(field).isFalse());
                }
            }
        }
        assertThat(kind.grants(this)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_document_with_the_signature_of_another_one_is_absent(Kind kind) {
        Document stored = kind.stored(this);
        for (Kind other : Kind.values()) {
            if (other != kind) {
                Object signature = other.stored(this).get("signature");
                Document damaged = new Document(stored);
                damaged.put("signature", signature);
                instead(
                        kind.collection,
                        stored,
                        damaged,
                        () -> assertThat(kind.grants(this)).isFalse());
            }
        }
        Document moved = new Document(stored).append("_id", new ObjectId());
        instead(
                kind.collection,
                stored,
                moved,
                () -> assertThat(kind.grants(this)).isFalse());
    }

    @Test
    void a_forged_session_opens_nothing() {
        Document genuine = Kind.SESSION.stored(this);
        ObjectId owner = one("projects", "_id", new ObjectId(app.project()))
                .getList("owners", ObjectId.class)
                .get(0);
        String mine = TokenText.generate("vrf_", new SecureRandom());
        Document forged = new Document(genuine)
                .append("_id", new ObjectId())
                .append("refreshHash", TokenText.hash(mine))
                .append("key", owner)
                .append("credential", one("api_keys", "_id", owner).get("credential"));
        insert("sessions", forged);
        renew(mine).error(401, "InvalidSession");
        given().header("Authorization", "Bearer " + mine)
                .delete(Api.PREFIX + "/auth/session")
                .error(401, "InvalidSession");
        remove("sessions", forged);
    }

    /** The same document with a duplicate field, another value first: some servers store and compare the first one. */
    private static RawBsonDocument twice(Document document, String field, Object first) {
        byte[] before = bytes(new Document(field, first));
        byte[] whole = bytes(document);
        ByteBuffer both =
                ByteBuffer.allocate(before.length + whole.length - HEAD - END).order(ByteOrder.LITTLE_ENDIAN);
        both.putInt(both.capacity());
        both.put(before, HEAD, before.length - HEAD - END);
        both.put(whole, HEAD, whole.length - HEAD);
        return new RawBsonDocument(both.array());
    }

    private static byte[] bytes(Document document) {
        ByteBuffer bytes = new RawBsonDocument(document, new DocumentCodec())
                .getByteBuffer()
                .asNIO();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    @Test
    void a_duplicate_field_opens_nothing() {
        String mine = TokenText.generate("vrf_", new SecureRandom());
        Document stored = Kind.SESSION.stored(this);
        remove("sessions", stored);
        await(collection("sessions")
                .withDocumentClass(RawBsonDocument.class)
                .insertOne(twice(stored, "refreshHash", TokenText.hash(mine))));
        renew(mine).error(401, "InvalidSession");
        remove("sessions", stored);
    }

    @Test
    void a_forged_runtime_token_reads_nothing() {
        String mine = TokenText.generate("vrt_", new SecureRandom());
        Document forged = new Document(Kind.RUNTIME_TOKEN.stored(this))
                .append("_id", new ObjectId())
                .append("hash", TokenText.hash(mine));
        forged.remove("values");
        insert("runtime_tokens", forged);
        program.by(mine).get("/values").error(401, "InvalidSession");
        assertThat(app.read("/runtime_tokens").getList("[*]._id")).containsExactly(program.tokenId());
        remove("runtime_tokens", forged);
    }

    @Test
    void a_runtime_token_in_use_stops_working_within_two_seconds_if_altered() {
        program.get("/values/greeting").statusCode(200);
        Document stored = Kind.RUNTIME_TOKEN.stored(this);
        Document altered = new Document(stored);
        altered.remove("values");
        altered.put("signature", new Binary(new byte[32]));
        instead(
                "runtime_tokens",
                stored,
                altered,
                () -> Awaited.until(() -> program.get("/values").statusCode(), status -> status == 401));
    }

    @Test
    void a_readers_key_that_is_made_an_owners_in_the_store_stops_working() {
        String access = login().statusCode(200).path("access_token");
        Document stored = Kind.API_KEY.stored(this);
        instead("api_keys", stored, new Document(stored).append("role", "GROUP_OWNER"), () -> {
            login().error(401, "AuthError");
            renew(refreshToken).error(401, "InvalidSession");
            given().header("Authorization", "Bearer " + access).get(app.apps()).error(401, "InvalidSession");
        });
        login().statusCode(200);
    }

    @Test
    void an_app_that_is_moved_to_another_project_in_the_store_is_in_neither() {
        Api thief = Api.withNewApp(given.accessToken(), "den");
        Document stored = Kind.APP.stored(this);
        instead("apps", stored, new Document(stored).append("project", new ObjectId(thief.project())), () -> {
            thief.to(app.app()).get("").error(404, "AppNotFound");
            thief.request().get(thief.apps()).statusCode(200).body("[*].name", equalTo(List.of("den")));
            app.get("").error(404, "AppNotFound");
            app.post("/import?from=" + thief.app(), "{}").statusCode(404);
        });
        app.get("").statusCode(200);
    }

    /** A copy of another app's newest revision, which is signed, but stored as this app's. */
    @Test
    void a_revision_of_another_app_is_not_served_as_this_one_s() {
        Api other = Api.withNewApp(given.accessToken(), "den");
        other.value("theirs", "not for you");
        Document head = one("heads", "_id", id());
        Document theirs = one("revisions", "_id", newestRevision(other));
        Document mine = one("revisions", "_id", newestRevision(app));
        assertThat(theirs.get("number")).isEqualTo(mine.get("number"));
        remove("revisions", mine);
        remove("revisions", theirs);
        await(collection("revisions").withDocumentClass(RawBsonDocument.class).insertOne(twice(theirs, "app", id())));
        deletions.fire(new Deleted(id()));
        try {
            assertThat(app.get("/values").asString()).doesNotContain("theirs");
            assertThat(app.get("/deployments").asString())
                    .doesNotContain(theirs.getObjectId("_id").toHexString());
        } finally {
            remove("revisions", theirs);
            insert("revisions", theirs);
            insert("revisions", mine);
            assertThat(one("heads", "_id", id()).get("number")).isEqualTo(head.get("number"));
        }
        app.get("/values").statusCode(200).body("[*].name", equalTo(List.of("greeting")));
    }

    private ObjectId newestRevision(Api of) {
        return new ObjectId(of.read("/deployments").getString("[0]._id"));
    }

    @Test
    void altered_deploy_settings_are_ignored() {
        app.patch("/deploy/config", Map.of("ui_drafts_disabled", true)).statusCode(204);
        app.get("/deploy/config").statusCode(200).body("ui_drafts_disabled", equalTo(true));
        Document stored = Kind.APP.stored(this);
        assertThat(stored.getBoolean("uiDraftsDisabled")).isTrue();
        instead(
                "apps",
                stored,
                new Document(stored).append("uiDraftsDisabled", false),
                () -> app.get("/deploy/config").error(404, "AppNotFound"));
    }

    @Test
    void a_name_that_a_forged_document_has_taken_is_free() {
        for (Object name : List.of("taken", List.of("taken", "more"))) {
            Document forged = new Document(Kind.APP.stored(this))
                    .append("_id", new ObjectId())
                    .append("clientAppId", "taken-" + new ObjectId())
                    .append("name", name);
            insert("apps", forged);
            Api made = app.anotherApp("taken");
            made.get("").statusCode(200);
            assertThat(one("set_aside", "_id", forged.get("_id"))).isEqualTo(forged);
            made.delete("").statusCode(204);
        }
        app.request().body(Map.of("name", "shop")).post(app.apps()).error(409, "AppAlreadyExists");
    }

    /** An attacker with write access can also drop an index, and insert a twin before the signed document. */
    @Test
    void a_twin_of_a_session_does_not_hide_it() {
        Document stored = Kind.SESSION.stored(this);
        await(collection("sessions").dropIndex("refreshHash_1"));
        Document twin = new Document(stored).append("_id", new ObjectId(new byte[12]));
        insert("sessions", twin);
        remove("sessions", stored);
        insert("sessions", stored);
        try {
            renew(refreshToken).statusCode(201);
        } finally {
            remove("sessions", twin);
            await(collection("sessions").createIndexes(io.valise.auth.Session.indexes()));
        }
    }

    @Test
    void listings_show_genuine_documents_even_in_pages_with_forged_ones() {
        app.anotherApp("b");
        app.anotherApp("d");
        List<Document> forged = new ArrayList<>();
        for (Object name : List.of("a", "c", List.of("e", "f"), 7)) {
            Document one = new Document(Kind.APP.stored(this))
                    .append("_id", new ObjectId())
                    .append("clientAppId", "forged-" + new ObjectId())
                    .append("name", name);
            forged.add(one);
            insert("apps", one);
        }
        List<String> names =
                app.request().get(app.apps() + "?limit=2").statusCode(200).getList("[*].name");
        assertThat(names).containsExactly("b", "d");
        app.request().get(app.apps()).statusCode(200).body("[*].name", equalTo(List.of("b", "d", "shop")));
        app.request().get(app.apps() + "?after=" + forged.get(0).get("_id")).error(400, "InvalidParameter");
        forged.forEach(one -> remove("apps", one));
    }

    @Test
    void the_sweep_keeps_the_data_of_an_app_whose_document_was_altered() {
        app.secret("key", MadeUp.content("key"));
        app.link("link", "key");
        Document stored = Kind.APP.stored(this);
        instead("apps", stored, new Document(stored).append("name", "renamed"), () -> {
            clock.advance(Sweep.GRACE.plusSeconds(2));
            await(sweep.run());
            // Now the document is in the way, and is moved aside.
            clock.reset();
            app.request().body(Map.of("name", "renamed")).post(app.apps()).statusCode(201);
            assertThat(one("set_aside", "_id", id())).isNotNull();
            clock.advance(Sweep.GRACE.plusSeconds(2));
            await(sweep.run());
            clock.reset();
        });
        assertThat(Program.of(app).value("link")).contains(MadeUp.content("key"));
    }

    @Test
    void forged_documents_are_reported_in_the_log_the_metric_and_the_audit() {
        Document stored = Kind.API_KEY.stored(this);
        double before = meters.get("valise.store.damaged").counter().count();
        try (LogLines log = LogLines.listen()) {
            instead("api_keys", stored, new Document(stored).append("role", "GROUP_OWNER"), () -> {
                login().statusCode(401);
                login().statusCode(401);
            });
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("Damage in the store") && line.contains("api key " + key))
                    .hasSize(1)
                    .noneMatch(line -> line.contains(publicKey));
        }
        assertThat(meters.get("valise.store.damaged").counter().count()).isEqualTo(before + 1);
        String audit = Api.PREFIX + "/groups/" + app.project() + "/audit?action=store.damage";
        Awaited.until(
                () -> app.request().get(audit).<String>getList("[*].target.name"),
                names -> names.stream().anyMatch(name -> name.contains("api key " + key)));
        app.request().get(audit).body("[*].result", hasItem("StoreDamaged")).body("[*].app", not(hasItem(app.app())));
    }
}
