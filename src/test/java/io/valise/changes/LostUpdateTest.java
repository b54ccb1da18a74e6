package io.valise.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import io.valise.testing.OpenDraft;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first to deploy wins: an acknowledged change is never overwritten by somebody who had not seen it. A caller with
 * a draft has seen the revision at which the draft was opened.
 */
@OnAnyStore
@QuarkusTest
class LostUpdateTest {
    @Inject
    Given given;

    private Api alice;
    private Api bob;
    private String bobsId;

    @BeforeEach
    void twoOwnersOfAnApp() {
        alice = Api.withNewApp(given.accessToken(), "shop");
        bob = alice.colleague();
        bobsId = bob.request().get(Api.PREFIX + "/auth/profile").path("user_id");
    }

    private static void set(Api caller, String id, Object limit) {
        caller.put("/values/" + id, Map.of("name", "limit", "value", limit)).statusCode(200);
    }

    private static void isLive(Api anybody, String id, Object limit) {
        anybody.get("/values/" + id).statusCode(200).body("value", is(limit));
    }

    /** Checks that the refusal names this one item, who changed it and when. */
    private void conflictsAt(Answer refused, String id, String kind, String name, Instant earliest) {
        refused.error(409, "DraftConflict")
                .body("error", containsString(name))
                .body("conflicts[*]._id", contains(id))
                .body("conflicts[*].kind", contains(kind))
                .body("conflicts[*].name", contains(name))
                .body("conflicts[0].modified_by", is(bobsId))
                .body("conflicts[0].modified_at", greaterThanOrEqualTo((int) earliest.getEpochSecond()));
    }

    @Nested
    class Somebody_who_deploys_a_draft {
        @Test
        void does_not_overwrite_a_value_that_was_changed_since_the_draft_was_opened() {
            String limit = alice.value("limit", 1);
            OpenDraft draft = OpenDraft.by(alice);
            isLive(alice, limit, 1);
            Instant before = Instant.now();
            set(bob, limit, 100);

            set(alice, limit, 2);
            Answer refused = draft.deploying();

            conflictsAt(refused, limit, "value", "limit", before);
            isLive(bob, limit, 100);
            isLive(alice, limit, 2);
            assertThat(alice.read("/drafts").getList("[*]._id")).containsExactly(draft.id());
        }

        @Test
        void does_not_overwrite_it_whenever_the_change_in_the_draft_was_made() {
            String limit = alice.value("limit", 1);
            OpenDraft draft = OpenDraft.by(alice);
            set(alice, limit, 2);
            set(bob, limit, 100);
            set(alice, limit, 3);

            draft.deploying().error(409, "DraftConflict").body("conflicts[*]._id", contains(limit));

            isLive(bob, limit, 100);
        }

        @Test
        void does_not_overwrite_it_even_if_it_has_its_old_content_again() {
            String limit = alice.value("limit", 1);
            OpenDraft draft = OpenDraft.by(alice);
            set(alice, limit, 2);
            set(bob, limit, 100);
            set(bob, limit, 1);

            draft.deploying().error(409, "DraftConflict").body("conflicts[*]._id", contains(limit));

            isLive(bob, limit, 1);
        }

        @Test
        void does_not_delete_what_was_changed_since() {
            String limit = alice.value("limit", 1);
            OpenDraft draft = OpenDraft.by(alice);
            set(bob, limit, 100);

            alice.delete("/values/" + limit).statusCode(204);
            draft.deploying().error(409, "DraftConflict").body("conflicts[*]._id", contains(limit));

            isLive(bob, limit, 100);
        }

        @Test
        void does_not_overwrite_a_secrets_content() {
            String key = alice.secret("api-key", MadeUp.content("first"));
            alice.link("apiKey", "api-key");
            Program program = Program.of(alice);
            OpenDraft draft = OpenDraft.by(alice);
            Instant before = Instant.now();
            bob.put("/secrets/" + key, Map.of("name", "api-key", "value", MadeUp.content("rotated")))
                    .statusCode(204);

            alice.put("/secrets/" + key, Map.of("name", "api-key", "value", MadeUp.content("alice's")))
                    .statusCode(204);
            Answer refused = draft.deploying();

            conflictsAt(refused, key, "secret", "api-key", before);
            assertThat(program.value("apiKey")).isEqualTo("\"" + MadeUp.content("rotated") + "\"");
        }

        @Test
        void does_not_overwrite_the_environment_tag() {
            OpenDraft draft = OpenDraft.by(alice);
            Instant before = Instant.now();
            bob.put("/environment", Map.of("environment", "production")).statusCode(200);

            alice.put("/environment", Map.of("environment", "qa")).statusCode(200);
            draft.deploying()
                    .error(409, "DraftConflict")
                    .body("conflicts[*]._id", contains("environment"))
                    .body("conflicts[0].modified_by", is(bobsId))
                    .body("conflicts[0].modified_at", greaterThanOrEqualTo((int) before.getEpochSecond()));

            bob.get("").body("environment", is("production"));
        }

        @Test
        void does_not_take_a_name_that_was_taken_since() {
            OpenDraft draft = OpenDraft.by(alice);
            String theirs = bob.value("limit", 100);

            alice.value("limit", 2);
            draft.deploying().error(409, "DraftConflict").body("conflicts[*]._id", contains("name:value:limit"));

            isLive(bob, theirs, 100);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void does_not_conflict_with_drafts_on_other_items_in_any_order(boolean aliceFirst) {
            String mine = alice.value("mine", 1);
            String limit = alice.value("limit", 1);
            OpenDraft hers = OpenDraft.by(alice);
            OpenDraft his = OpenDraft.by(bob);
            set(bob, limit, 100);
            bob.put("/environment", Map.of("environment", "qa")).statusCode(200);
            alice.put("/values/" + mine, Map.of("name", "mine", "value", 2)).statusCode(200);

            (aliceFirst ? hers : his).deploy();
            (aliceFirst ? his : hers).deploy();

            isLive(alice, limit, 100);
            isLive(alice, mine, 2);
            alice.get("").body("environment", is("qa"));
        }
    }

    @Nested
    class Somebody_who_pushes {
        private final Map<String, Object> limit = Map.of("name", "limit", "value", 1, "from_secret", false);
        private String id;

        @BeforeEach
        void anAppWithTwoValues() {
            id = alice.value("limit", 1);
            alice.value("greeting", "hello");
        }

        private Map<String, Object> whole(Object greeting, Map<String, Object> otherValue) {
            return Map.of(
                    "config_version",
                    20210101,
                    "values",
                    List.of(Map.of("name", "greeting", "value", greeting, "from_secret", false), otherValue));
        }

        private List<String> preview(Object body) {
            return alice.post("/import?strategy=replace-by-name&diff=true", body)
                    .statusCode(200)
                    .getList("");
        }

        private void send(Object body) {
            alice.post("/import?strategy=replace-by-name", body).statusCode(204);
        }

        @Test
        void changes_only_what_the_preview_has_shown() {
            Map<String, Object> body = whole("good morning", limit);
            assertThat(preview(body)).singleElement().asString().contains("values/greeting.json");
            OpenDraft draft = OpenDraft.by(alice);
            set(bob, id, 100);

            send(body);
            draft.deploy();

            isLive(bob, id, 100);
            assertThat(Program.of(bob).value("greeting")).isEqualTo("\"good morning\"");
        }

        @Test
        void does_not_remove_what_was_created_since_the_draft_was_opened() {
            OpenDraft draft = OpenDraft.by(alice);
            bob.value("theirs", 1);

            send(whole("good morning", limit));
            draft.deploy();

            assertThat(bob.names("/values")).containsExactly("greeting", "limit", "theirs");
        }

        @Test
        void is_in_conflict_where_the_push_changes_the_same_value() {
            OpenDraft draft = OpenDraft.by(alice);
            set(bob, id, 100);

            send(whole("hello", Map.of("name", "limit", "value", 2, "from_secret", false)));
            draft.deploying().error(409, "DraftConflict").body("conflicts[*]._id", contains(id));

            isLive(bob, id, 100);
        }
    }

    @Nested
    class The_view_of_a_draft {
        private String changed;
        private String deleted;
        private String key;
        private String url;
        private OpenDraft draft;

        @BeforeEach
        void aDraftOnAnAppWithSomeItems() {
            changed = alice.value("limit", 1);
            deleted = alice.value("deleted", 1);
            key = alice.secret("api-key", MadeUp.content("first"));
            url = alice.environmentValue("url", Map.of("qa", "old"));
            draft = OpenDraft.by(alice);
            alice.value("mine", 1);
        }

        private void bobDeploysChangesOfAllKinds() {
            set(bob, changed, 100);
            bob.delete("/values/" + deleted).statusCode(204);
            bob.value("theirs", 1);
            bob.secret("their-key", MadeUp.content("theirs"));
            bob.put("/secrets/" + key, Map.of("name", "renamed", "value", MadeUp.content("rotated")))
                    .statusCode(204);
            bob.put("/environment_values/" + url, Map.of("name", "uri", "values", Map.of("qa", "new")))
                    .statusCode(200);
            bob.put("/environment", Map.of("environment", "qa")).statusCode(200);
        }

        /** What Alice sees, by route. */
        private Map<String, String> everything() {
            Map<String, String> seen = new HashMap<>();
            for (String route : List.of(
                    "/values",
                    "/values/" + changed,
                    "/values/" + deleted,
                    "/secrets",
                    "/environment_values",
                    "/environment_values/" + url,
                    "/description",
                    "/pull",
                    "/secrets/missing")) {
                seen.put(route, alice.get(route).statusCode(200).asString());
            }
            seen.put("tag", alice.read("").getString("environment"));
            return seen;
        }

        @Test
        void does_not_show_what_others_deploy_meanwhile() {
            Map<String, String> before = everything();

            bobDeploysChangesOfAllKinds();

            assertThat(everything()).isEqualTo(before);
            assertThat(alice.names("/values")).containsExactly("deleted", "limit", "mine");
        }

        @Test
        void does_not_show_it_in_its_diff_either() {
            List<String> before = draft.diffs();
            assertThat(before).singleElement().asString().contains("values/mine.json");

            bobDeploysChangesOfAllKinds();

            assertThat(draft.diffs()).isEqualTo(before);
            assertThat(alice.read(draft.path("/changes")).getList("items[*].name"))
                    .containsExactly("mine");
        }

        @Test
        void lets_a_name_be_used_that_others_have_taken_meanwhile_until_it_is_deployed() {
            bobDeploysChangesOfAllKinds();

            alice.value("theirs", 2);

            draft.deploying().error(409, "DraftConflict").body("conflicts[*]._id", contains("name:value:theirs"));
        }

        @Test
        void is_the_newest_state_again_once_it_is_discarded() {
            bobDeploysChangesOfAllKinds();

            alice.delete(draft.path("")).statusCode(204);

            isLive(alice, changed, 100);
            assertThat(alice.names("/secrets")).containsExactly("renamed", "their-key");
        }
    }
}
