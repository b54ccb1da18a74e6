package io.valise.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.valise.auth.Given;
import io.valise.crypto.SignedDocuments;
import io.valise.revisions.Deleted;
import io.valise.revisions.Head;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.store.StoreSteps;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import io.valise.testing.Undisturbed;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How apps are listed: a page or all of them, with a number of store commands that does not depend on the number of
 * apps.
 */
@OnAnyStore
@QuarkusTest
@InProcess("the commands sent to the store")
@TestProfile(Undisturbed.class)
class AppListingTest {
    /** Every request looks these up if the last look-up was two seconds ago. */
    private static final Set<String> OF_THE_GATE = Set.of("find sessions", "find api_keys");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    SignedDocuments documents;

    @Inject
    Given given;

    @Inject
    StoreSteps steps;

    @Inject
    Revisions revisions;

    @Inject
    Event<Deleted> deletions;

    private Api owner;

    @BeforeEach
    void someone() {
        owner = Api.of(given.accessToken());
    }

    @Test
    void takes_as_many_commands_for_300_apps_as_for_10() {
        make(0, 10);
        List<String> all = commands("");
        List<String> page = commands("?limit=5");
        make(10, 300);

        assertThat(names("")).hasSize(300).isSorted();
        assertThat(commands("")).hasSameSizeAs(all).hasSizeLessThanOrEqualTo(6);
        assertThat(commands("?limit=100")).hasSameSizeAs(page);
    }

    @Test
    void can_be_read_page_by_page() {
        make(0, 7);

        List<String> walked = new ArrayList<>();
        String after = "";
        int pages = 0;
        for (List<Map<String, Object>> page = page(after); !page.isEmpty() && pages < 10; page = page(after)) {
            page.forEach(app -> walked.add((String) app.get("name")));
            after = (String) page.get(page.size() - 1).get("_id");
            pages++;
        }

        assertThat(walked).hasSize(7).isEqualTo(names(""));
        assertThat(pages).isEqualTo(3);
    }

    private List<Map<String, Object>> page(String after) {
        return read("?limit=3&after=" + after);
    }

    @Test
    void refuses_invalid_pages() {
        for (String query : List.of(
                "limit=0", "limit=1001", "limit=-1", "limit=2.5", "limit=x", "limit=9223372036854775808", "after=x")) {
            owner.request().get(owner.apps() + "?" + query).error(400, "InvalidParameter");
        }
    }

    @Test
    void does_not_begin_after_an_app_of_another_project() {
        Api foreign = Api.withNewApp(given.accessToken(), "foreign");

        for (String id : List.of(foreign.app(), new ObjectId().toHexString())) {
            owner.request().get(owner.apps() + "?after=" + id).error(400, "InvalidParameter");
        }
    }

    @Test
    void shows_the_newest_revision_even_if_the_head_is_behind() {
        Api app = owner.anotherApp("shop");
        app.value("a", 1);
        app.put("/environment", Map.of("environment", "qa")).statusCode(200);
        app.put("/environment", Map.of("environment", "testing")).statusCode(200);
        head(app, new Document("number", 1L));

        assertThat(tags()).containsExactly("testing");
        assertThat(names("")).containsExactly("shop");
    }

    @Test
    void shows_the_tag_of_the_callers_own_draft() {
        Api app = owner.anotherApp("shop");
        Api colleague = app.colleague();
        app.draft();
        app.put("/environment", Map.of("environment", "qa")).statusCode(200);

        assertThat(tags()).containsExactly("qa");
        assertThat(tags(colleague)).containsExactly("");
        assertThat(tags(owner.by("mongodb-baas-cli"))).containsExactly("");
    }

    @Test
    void does_not_show_forged_drafts_and_revisions() {
        Api app = owner.anotherApp("shop");
        app.value("a", 1);
        app.draft();
        Document production = new Document("$set", new Document("tag.value", "production"));
        Document ofApp = new Document("app", new ObjectId(app.app()));
        Revision.mongoDatabase()
                .getCollection("drafts")
                .updateMany(ofApp, production)
                .await()
                .atMost(PATIENCE);
        assertThat(tags()).containsExactly("");

        // A next revision that no instance has published.
        Revision.mongoDatabase()
                .getCollection("revisions")
                .find(new Document(ofApp).append("number", 1))
                .collect()
                .first()
                .flatMap(revision -> Revision.mongoDatabase()
                        .getCollection("revisions")
                        .insertOne(new Document(revision)
                                .append("_id", new ObjectId())
                                .append("number", 2L)
                                .append("change", new ObjectId())
                                .append(
                                        "tag",
                                        new Document("value", "production")
                                                .append("version", 2L)
                                                .append("modified", 2L))))
                .await()
                .atMost(PATIENCE);
        assertThat(tags()).containsExactly("");
    }

    @Test
    void leaves_out_an_app_that_is_being_deleted_and_keeps_one_whose_head_is_malformed() {
        Api going = owner.anotherApp("going");
        owner.anotherApp("staying");
        Api malformed = owner.anotherApp("malformed");
        head(going, new Document("deleted", true));
        head(malformed, new Document("number", "seven"));

        assertThat(names("")).containsExactly("malformed", "staying");
    }

    private void head(Api app, Document fields) {
        ObjectId id = new ObjectId(app.app());
        Head.mongoDatabase()
                .getCollection("heads")
                .updateOne(new Document("_id", id), new Document("$set", fields))
                .await()
                .atMost(PATIENCE);
        // Clear what this instance has in memory, as after a restart.
        deletions.fire(new Deleted(id));
    }

    /** Creates apps with these numbers like the route, but much faster. */
    private void make(int from, int to) {
        ObjectId project = new ObjectId(owner.project());
        Multi.createFrom()
                .range(from, to)
                .onItem()
                .transformToUni(number -> {
                    App app = new App();
                    app.id = new ObjectId();
                    app.project = project;
                    app.name = "app-" + number;
                    app.clientAppId = app.name + "-" + app.id;
                    app.location = Location.IE;
                    app.deploymentModel = "GLOBAL";
                    return revisions.begin(app.id, project, "API", "").call(() -> documents.insert(App.stored(), app));
                })
                .merge(16)
                .collect()
                .asList()
                .await()
                .atMost(PATIENCE);
    }

    /**
     * The commands of one listing: the fewest of several attempts, since background work adds commands to some of them.
     */
    private List<String> commands(String query) {
        return IntStream.range(0, 5)
                .mapToObj(i -> steps.during(() -> names(query)).stream()
                        .flatMap(step -> step.commands().stream())
                        .filter(command -> !OF_THE_GATE.contains(command))
                        .toList())
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    private List<String> names(String query) {
        return read(query).stream().map(app -> (String) app.get("name")).toList();
    }

    private List<String> tags() {
        return tags(owner);
    }

    private static List<String> tags(Api caller) {
        return caller.request().get(caller.apps()).statusCode(200).getList("[*].environment");
    }

    private List<Map<String, Object>> read(String query) {
        return owner.request().get(owner.apps() + query).statusCode(200).getList("");
    }
}
