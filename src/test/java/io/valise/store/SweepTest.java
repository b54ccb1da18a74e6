package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.contents.Contents;
import io.valise.contents.Value;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.json.Json;
import io.valise.revisions.Block;
import io.valise.revisions.Blocks;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Commit;
import io.valise.revisions.Entry;
import io.valise.revisions.EntryTree;
import io.valise.revisions.Floor;
import io.valise.revisions.Floors;
import io.valise.revisions.Kind;
import io.valise.revisions.Publisher;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.LogLines;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the sweep removes of an app's history, and what it must keep. */
@OnAnyStore
@QuarkusTest
@InProcess("the sweep at the time that it wants")
class SweepTest {
    /** Number of revisions that are kept. */
    private static final int HISTORY = 25;

    @Inject
    Given given;

    @Inject
    Sweep sweep;

    @Inject
    TestClock clock;

    @Inject
    Revisions revisions;

    @Inject
    Publisher publisher;

    @Inject
    Floors floors;

    @Inject
    Blocks blocks;

    @Inject
    Contents contents;

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

    private void sweep() {
        await(sweep.run());
    }

    /** Sweeps when everything done before is old. At most twice per test, since an access token lives 30 minutes. */
    private void sweepLater() {
        clock.advance(Sweep.GRACE.plusSeconds(2));
        sweep();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    private ObjectId id() {
        return new ObjectId(app.app());
    }

    private long stored(String collection) {
        return await(client.getDatabase(database).getCollection(collection).countDocuments(new Document("app", id())));
    }

    private void change(String id, Object content) {
        app.put("/values/" + id, Map.of("name", "a", "value", content)).statusCode(200);
    }

    private void change(String id, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> change(id, i));
    }

    private String deployment(int revision) {
        return app.read("/deployments?limit=1000").getString("[?(@.revision == " + revision + ")]._id");
    }

    @Test
    void keeps_the_history_and_removes_older_revisions() {
        String id = app.value("a", 1);
        change(id, 2, HISTORY + 5);
        String old = deployment(5);
        app.get("/deployments?limit=1000").body("", hasSize(HISTORY + 5));

        sweep();
        app.get("/deployments?limit=1000").body("", hasSize(HISTORY + 5));
        sweepLater();
        app.get("/deployments?limit=1000").body("", hasSize(HISTORY));
        app.get("/deployments/" + old).error(404, "DeploymentNotFound");
        app.request().post(app.path("/deployments/" + old + "/redeploy")).error(404, "DeploymentNotFound");
        assertThat(stored("values")).isEqualTo(HISTORY);
        assertThat(stored("blocks")).isEqualTo(HISTORY);
        sweepLater();
        assertThat(stored("values")).isEqualTo(HISTORY);
        assertThat(stored("blocks")).isEqualTo(HISTORY);
        app.get("/values/" + id).body("value", is(HISTORY + 5));

        app.request()
                .post(app.path("/deployments/" + deployment(6) + "/redeploy"))
                .statusCode(204);
        app.get("/values/" + id).body("value", is(6));
        assertThat(app.revision()).isEqualTo(HISTORY + 6);
    }

    @Test
    void keeps_the_same_history_across_the_gap_of_a_restore() {
        String id = app.value("a", 1);
        change(id, 2, HISTORY);
        await(floors.raise("a drill"));
        try {
            change(id, HISTORY + 1, HISTORY + 5);
            sweepLater();
            app.get("/deployments?limit=1000").body("", hasSize(HISTORY));
            assertThat(stored("values")).isEqualTo(HISTORY);
        } finally {
            await(Floor.deleteAll().chain(floors::load));
        }
    }

    @Test
    void keeps_what_a_redeployment_between_two_sweeps_restored() {
        String id = app.value("a", 1);
        app.environmentValue("url", Map.of("qa", "kept"));
        change(id, 2, HISTORY);
        sweepLater();
        app.request()
                .post(app.path("/deployments/" + deployment(2) + "/redeploy"))
                .statusCode(204);
        change(id, HISTORY + 1, HISTORY + 20);
        sweepLater();
        app.request()
                .post(app.path("/deployments/" + deployment(HISTORY + 2) + "/redeploy"))
                .statusCode(204);
        sweep();
        sweep();
        app.get("/values/" + id).statusCode(200).body("value", is(1));
    }

    @Test
    void destroys_the_content_of_a_secret_that_was_replaced_or_deleted() {
        String id = app.secret("key", MadeUp.content("old"));
        String deleted = app.secret("deleted", MadeUp.content("deleted"));
        app.put("/secrets/" + id, Map.of("name", "key", "value", MadeUp.content("new")));
        app.delete("/secrets/" + deleted).statusCode(204);
        assertThat(stored("secrets")).isEqualTo(3);
        sweep();
        assertThat(stored("secrets")).as("a running read may use them").isEqualTo(3);
        sweepLater();
        assertThat(stored("secrets")).isEqualTo(1);
        app.get("/secrets").body("[*].name", is(List.of("key")));
    }

    @Test
    void keeps_everything_that_an_open_draft_uses() {
        String id = app.value("a", 0);
        String key = app.secret("key", MadeUp.content("live"));
        Api colleague = app.colleague();
        String draft = app.draft();
        change(id, "drafted");
        app.put("/secrets/" + key, Map.of("name", "key", "value", MadeUp.content("drafted")));
        String url = app.environmentValue("url", Map.of("qa", "drafted"));
        IntStream.rangeClosed(0, HISTORY + 5).forEach(i -> colleague.value("other" + i, i));
        sweepLater();
        sweep();
        assertThat(stored("secrets")).as("the live and the drafted content").isEqualTo(2);
        app.get("/values/" + id).body("value", is("drafted"));
        app.deploy(draft);
        sweepLater();
        assertThat(stored("secrets")).isEqualTo(1);
        colleague.get("/values/" + id).body("value", is("drafted"));
        colleague.get("/environment_values/" + url).body("values.qa", is("drafted"));
    }

    @Test
    void removes_what_was_written_but_never_used() {
        app.value("a", 1);
        app.post("/values", Map.of("name", "a", "value", 2)).statusCode(409);
        app.post("/secrets", Map.of("name", "key", "value", MadeUp.content("1")))
                .statusCode(201);
        app.post("/secrets", Map.of("name", "key", "value", MadeUp.content("2")))
                .statusCode(409);
        String draft = app.draft();
        app.value("discarded", 3);
        app.delete("/drafts/" + draft).statusCode(204);
        assertThat(stored("values")).isEqualTo(3);
        assertThat(stored("secrets")).isEqualTo(2);
        assertThat(stored("blocks")).as("of two revisions and the draft").isEqualTo(3);
        sweep();
        assertThat(stored("values"))
                .as("something may be about to refer to them")
                .isEqualTo(3);
        sweepLater();
        assertThat(stored("values")).isEqualTo(1);
        assertThat(stored("secrets")).isEqualTo(1);
        assertThat(stored("blocks")).isEqualTo(2);
        app.get("/values").statusCode(200).body("[*].name", is(List.of("a")));
    }

    @Test
    void removes_every_kind_of_content_of_a_discarded_push() {
        String draft = app.draft();
        app.post("/import?strategy=replace-by-name", """
                        {"config_version":20210101,
                        "values":[{"name":"a","from_secret":false,"value":1}],
                        "environments":{"no-environment.json":{"values":{"url":"x"}}},
                        "triggers":[{"name":"nightly","disabled":true}]}""").statusCode(204);
        List<String> kinds = List.of("values", "environment_values", "kept_files");
        assertThat(kinds).allMatch(kind -> stored(kind) > 0);
        app.delete("/drafts/" + draft).statusCode(204);
        sweepLater();
        assertThat(kinds).allMatch(kind -> stored(kind) == 0);
    }

    /** The leftovers of a process that was killed after it wrote contents and blocks, but before their revision. */
    @Test
    void removes_what_a_killed_publication_wrote() {
        String name = app.value("a", 1);
        Value content = new Value(id(), new Json("2"));
        View killed = View.of("", List.of(Entry.first(new ObjectId(), Kind.VALUE, "killed", content.ref(), 1)));
        await(contents.write(Contents.Type.VALUES, List.of(content)));
        await(blocks.write(id(), Blocks.beyond(killed.tree(), EntryTree.EMPTY, id())));
        assertThat(stored("values")).isEqualTo(2);
        assertThat(stored("blocks")).isEqualTo(2);
        sweep();
        assertThat(stored("values")).isEqualTo(2);
        assertThat(stored("blocks")).isEqualTo(2);
        sweepLater();
        assertThat(stored("values")).isEqualTo(1);
        assertThat(stored("blocks")).isEqualTo(1);
        app.get("/values/" + name).statusCode(200).body("value", is(1));
    }

    /** A redeployment has marked an old content as used, and a sweep runs before its revision is inserted. */
    @Test
    void keeps_what_a_concurrent_redeployment_uses_again() {
        String value = app.value("a", 1);
        change(value, 2, HISTORY + 5);
        Revision old = await(revisions.at(id(), 1));
        clock.advance(Sweep.GRACE.plusSeconds(2));
        Revision newest = await(revisions.current(id()));
        Entry restored = old.view().get(new ObjectId(value));
        Commit commit = Commit.redeploying(old.id, newest.user, "API", newest.number);

        Revision published = await(publisher.publish(
                        id(),
                        commit,
                        view -> ChangeSet.of(Change.update(view.get(new ObjectId(value)), restored)),
                        changes -> contents.renew(id(), List.of(restored))
                                // Without a request context, like a scheduled sweep.
                                .chain(() -> Uni.createFrom()
                                        .completionStage(() -> CompletableFuture.runAsync(this::sweep)))))
                .revision();

        assertThat(await(revisions.exists(id(), 1))).as("swept meanwhile").isFalse();
        assertThat(published.number).isEqualTo(HISTORY + 6);
        app.get("/values/" + value).statusCode(200).body("value", is(1));
        sweepLater();
        app.get("/values/" + value).statusCode(200).body("value", is(1));
    }

    /** A redeployment died after it had marked a content as used. The content is removed with its revision. */
    @Test
    void removes_what_a_redeployment_was_about_to_use_again() {
        String value = app.value("a", 1);
        change(value, 2, HISTORY + 5);
        Revision old = await(revisions.at(id(), 1));
        clock.advance(Sweep.GRACE.plusSeconds(2));
        await(contents.renew(id(), List.of(old.view().get(new ObjectId(value)))));
        sweep();
        assertThat(await(revisions.exists(id(), 1))).isFalse();
        assertThat(stored("values")).as("including the one that is used again").isEqualTo(HISTORY + 1);
        sweepLater();
        assertThat(stored("values")).isEqualTo(HISTORY);
    }

    /** The sweep removes a revision's blocks before the revision. A reader in between gets "not kept", not damage. */
    @Test
    void is_not_taken_for_damage_by_a_concurrent_reader() {
        app.value("a", 1);
        app.value("b", 2);
        Revision going = await(revisions.at(id(), 1));
        Revision unread = await(Revision.findById(going.id));
        await(Revision.mongoCollection()
                .updateOne(new Document("_id", going.id), new Document("$set", new Document("going", true))));
        await(Block.mongoCollection().deleteOne(new Document("_id", new Binary(going.root))));
        try (LogLines log = LogLines.listen()) {
            assertThatThrownBy(() -> await(revisions.loaded(unread)))
                    .matches(failure -> ApiException.is(failure, ErrorCode.DeploymentNotFound));
            assertThat(log.lines()).noneMatch(line -> line.contains("Damage"));
        }
    }

    /** The sweep was faster: the redeployment notices before anything is live. */
    @Test
    void does_not_let_a_redeployment_use_what_it_has_removed() {
        String value = app.value("a", 1);
        change(value, 2, HISTORY + 5);
        Revision old = await(revisions.at(id(), 1));
        Entry restored = old.view().get(new ObjectId(value));
        sweepLater();
        Revision newest = await(revisions.current(id()));

        assertThatThrownBy(() -> await(publisher.publish(
                        id(),
                        Commit.redeploying(old.id, newest.user, "API", newest.number),
                        view -> ChangeSet.of(Change.update(view.get(new ObjectId(value)), restored)),
                        changes -> contents.renew(id(), List.of(restored)))))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("no longer kept");
        assertThat(app.revision()).isEqualTo(HISTORY + 5);
        app.get("/values/" + value).statusCode(200).body("value", is(HISTORY + 5));
    }

    @Test
    void removes_everything_that_a_deleted_app_leaves() {
        app.secret("key", MadeUp.content("key"));
        String id = app.value("a", 1);
        app.environmentValue("url", Map.of());
        Api colleague = app.colleague();
        String draft = app.draft();
        change(id, 2);
        colleague.put("/values/" + id, Map.of("name", "a", "value", 3));
        app.request().post(app.path("/drafts/" + draft + "/deployment")).statusCode(409);
        app.delete("").statusCode(204);
        sweep();
        assertThat(await(client.getDatabase(database).getCollection("heads").countDocuments(new Document("_id", id()))))
                .as("the tombstone, for a late publication")
                .isOne();
        sweepLater();
        for (String collection : List.of(
                "secrets", "values", "environment_values", "drafts", "revisions", "blocks", "failed_deployments")) {
            assertThat(stored(collection)).as(collection).isZero();
        }
        // The audit is kept. Only its entries contain a hash of the previous one.
        assertThat(given.storedEverywhere().lines().filter(document -> !document.contains("\"previous\"")))
                .isNotEmpty()
                .noneMatch(document -> document.contains(app.app()));
    }
}
