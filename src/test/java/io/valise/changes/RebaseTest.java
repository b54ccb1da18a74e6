package io.valise.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.IfMatch;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import io.valise.testing.OpenDraft;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A draft stays at its base until its owner moves it and decides its conflicts. */
@OnAnyStore
@QuarkusTest
class RebaseTest {
    @Inject
    Given given;

    private Api alice;
    private Api bob;
    private String alicesId;
    private String bobsId;

    @BeforeEach
    void twoOwnersOfAnApp() {
        alice = Api.withNewApp(given.accessToken(), "shop");
        bob = alice.colleague();
        alicesId = user(alice);
        bobsId = user(bob);
    }

    private static String user(Api of) {
        return of.request().get(Api.PREFIX + "/auth/profile").path("user_id");
    }

    private static void set(Api caller, String id, String name, Object content) {
        caller.put("/values/" + id, Map.of("name", name, "value", content)).statusCode(200);
    }

    private static void has(Api caller, String id, Object content) {
        caller.get("/values/" + id).statusCode(200).body("value", is(content));
    }

    @Nested
    class Without_conflicts {
        @Test
        void the_base_moves_to_the_newest_revision_and_the_view_with_it() {
            String theirs = alice.value("theirs", 1);
            OpenDraft draft = OpenDraft.by(alice);
            alice.value("mine", 1);
            assertThat(draft.listed()).containsEntry("base", 1);
            set(bob, theirs, "theirs", 2);

            draft.rebasing()
                    .statusCode(200)
                    .body("_id", is(draft.id()))
                    .body("user_id", is(alicesId))
                    .body("kind", is("API"))
                    .body("base", is(2))
                    .body("etag", matchesPattern("\\S+"))
                    .body("app._id", is(alice.app()));

            has(alice, theirs, 2);
            assertThat(draft.listed()).containsEntry("base", 2);
            draft.deploy();
            assertThat(bob.names("/values")).containsExactly("mine", "theirs");
        }

        @Test
        void items_seen_through_it_can_be_changed_and_deployed() {
            String limit = alice.value("limit", 1);
            OpenDraft draft = OpenDraft.by(alice);
            set(bob, limit, "limit", 100);
            draft.rebasing().statusCode(200);

            set(alice, limit, "limit", 101);
            draft.deploy();

            has(bob, limit, 101);
        }

        @Test
        void a_draft_at_the_newest_revision_stays_as_it_is() {
            alice.value("limit", 1);
            OpenDraft draft = OpenDraft.by(alice);
            alice.value("mine", 1);
            Map<String, Object> before = draft.listed();

            draft.rebasing().statusCode(200).body("base", is(1));

            assertThat(draft.listed()).isEqualTo(before);
        }
    }

    @Nested
    class With_conflicts {
        private static final String TAKEN = "name:value:taken";
        private static final String TAG = "environment";

        private String changed;
        private String deleted;
        private String secret;
        private String link;
        private String url;
        private OpenDraft draft;
        private int newest;

        /** One conflict of each kind, and a change without a conflict. */
        @BeforeEach
        void aDraftAndTheDeploymentsInItsWay() {
            changed = alice.value("changed", 1);
            deleted = alice.value("deleted", 1);
            secret = alice.secret("key", MadeUp.content("first"));
            String linked = alice.secret("linked", MadeUp.content("linked"));
            url = alice.environmentValue("url", Map.of());

            draft = OpenDraft.by(alice);
            set(alice, changed, "changed", "mine");
            set(alice, deleted, "deleted", "mine");
            alice.put("/secrets/" + secret, Map.of("name", "key", "value", MadeUp.content("mine")));
            link = alice.link("link", "linked");
            alice.put("/environment_values/" + url, Map.of("name", "url", "values", Map.of("qa", "mine")));
            alice.value("taken", "mine");
            alice.value("fine", "mine");
            alice.put("/environment", Map.of("environment", "qa"));

            set(bob, changed, "changed", "theirs");
            bob.delete("/values/" + deleted).statusCode(204);
            bob.put("/secrets/" + secret, Map.of("name", "key", "value", MadeUp.content("theirs")));
            bob.delete("/secrets/" + linked).statusCode(204);
            bob.put("/environment_values/" + url, Map.of("name", "url", "values", Map.of("qa", "theirs")));
            bob.value("taken", "theirs");
            bob.put("/environment", Map.of("environment", "production"));
            newest = bob.revision();
        }

        private List<String> all() {
            return List.of(changed, deleted, secret, link, url, TAKEN, TAG);
        }

        private List<String> allBut(String... some) {
            List<String> rest = new ArrayList<>(all());
            rest.removeAll(List.of(some));
            return rest;
        }

        @Test
        void each_is_named_with_who_was_first_and_when_and_nothing_moves() {
            Map<String, Object> before = draft.listed();
            List<String> diffs = draft.diffs();

            Answer refused = draft.rebasing();

            refused.statusCode(409)
                    .error(409, "DraftConflict")
                    .body("revision", is(newest))
                    .body("conflicts", hasSize(all().size()))
                    .body("conflicts[*]._id", containsInAnyOrder(all().toArray()))
                    .body("conflicts[*].item", everyItem(matchesPattern(".+")))
                    .body("conflicts[*].reason", everyItem(matchesPattern(".+")))
                    .body("conflicts[*].modified_by", everyItem(is(bobsId)))
                    .body("conflicts[*].modified_at", everyItem(instanceOf(Integer.class)))
                    .body(conflict(changed) + ".item", contains("value \"changed\""))
                    .body(conflict(changed) + ".kind", contains("value"))
                    .body(conflict(changed) + ".name", contains("changed"))
                    .body(conflict(secret) + ".kind", contains("secret"))
                    .body(conflict(link) + ".kind", contains("value"))
                    .body(conflict(link) + ".name", contains("link"))
                    .body(conflict(url) + ".kind", contains("environment_value"))
                    .body(conflict(TAKEN) + ".kind", contains("value"))
                    .body(conflict(TAKEN) + ".name", contains("taken"));
            assertThat(draft.listed()).isEqualTo(before);
            assertThat(draft.diffs()).isEqualTo(diffs);
            has(alice, changed, "mine");
        }

        private static String conflict(String id) {
            return "conflicts[?(@._id == '" + id + "')]";
        }

        @Test
        void deploying_names_the_same_conflicts() {
            draft.deploying()
                    .statusCode(409)
                    .error(409, "DraftConflict")
                    .body("conflicts[*]._id", containsInAnyOrder(all().toArray()));
        }

        @Test
        void mine_keeps_the_draft_s_change_on_top_of_the_newer_state_and_theirs_drops_it() {
            String program = alice.link("reads", "key");
            bob.secret("unrelated", MadeUp.content("unrelated"));
            newest = bob.revision();
            List<String> mine = List.of(changed, deleted, TAG);

            draft.rebasing(newest, mine, allBut(mine.toArray(String[]::new)))
                    .statusCode(200)
                    .body("base", is(newest));
            draft.deploy();

            has(bob, changed, "mine");
            has(bob, deleted, "mine");
            bob.get("").body("environment", is("qa"));
            bob.get("/environment_values/" + url).body("values.qa", is("theirs"));
            assertThat(bob.names("/values")).containsExactly("changed", "deleted", "fine", "reads", "taken");
            has(bob, program, "key");
            Program reader = Program.of(bob);
            assertThat(reader.value("taken")).isEqualTo("\"theirs\"");
            assertThat(reader.value("reads")).isEqualTo("\"" + MadeUp.content("theirs") + "\"");
        }

        @Test
        void a_decided_item_is_in_conflict_again_when_it_is_changed_once_more() {
            draft.rebasing(newest, List.of(changed), allBut(changed)).statusCode(200);
            set(bob, changed, "changed", "theirs again");

            draft.deploying().statusCode(409).error(409, "DraftConflict").body("conflicts[*]._id", contains(changed));
            has(bob, changed, "theirs again");
        }

        @Test
        void a_decision_about_an_older_state_than_the_newest_is_refused() {
            Map<String, Object> before = draft.listed();
            set(bob, changed, "changed", "theirs again");

            draft.rebasing(newest, all(), List.of())
                    .statusCode(409)
                    .error(409, "DraftConflict")
                    .body("revision", is(newest + 1))
                    .body("conflicts[*]._id", hasItem(changed));

            assertThat(draft.listed()).isEqualTo(before);
        }

        @Test
        void a_decision_about_an_item_that_is_not_in_conflict_is_refused() {
            Map<String, Object> before = draft.listed();
            String fine = alice.read("/values").getString("[?(@.name == 'fine')]._id");
            for (String id : List.of(fine, new ObjectId().toHexString(), "name:value:fine", "no-id")) {
                List<String> theirs = new ArrayList<>(all());
                theirs.add(id);

                draft.rebasing(newest, List.of(), theirs).statusCode(400).error(400, "InvalidParameter");
            }
            assertThat(draft.listed()).isEqualTo(before);
        }

        @Test
        void decisions_that_leave_a_conflict_open_are_refused() {
            Map<String, Object> before = draft.listed();
            for (String forgotten : all()) {
                draft.rebasing(newest, List.of(), allBut(forgotten))
                        .statusCode(400)
                        .error(400, "InvalidParameter");
            }
            assertThat(draft.listed()).isEqualTo(before);
        }
    }

    /** A draft that renames a secret has not seen its content. */
    @Nested
    class A_secret_that_is_renamed_in_a_draft {
        private String key;
        private String link;
        private OpenDraft draft;

        @BeforeEach
        void renamed() {
            key = alice.secret("key", MadeUp.content("old"));
            link = alice.link("reads", "key");
            draft = OpenDraft.by(alice);
            alice.put("/secrets/" + key, Map.of("name", "renamed")).statusCode(204);
        }

        @Test
        void keeps_the_content_that_others_have_given_it() {
            bob.put("/secrets/" + key, Map.of("name", "key", "value", MadeUp.content("rotated")))
                    .statusCode(204);
            draft.rebasing(bob.revision(), List.of(key), List.of()).statusCode(200);
            draft.deploy();

            assertThat(bob.names("/secrets")).containsExactly("renamed");
            assertThat(Program.of(bob).value("reads")).isEqualTo("\"" + MadeUp.content("rotated") + "\"");
        }

        @Test
        void stays_deleted_if_others_have_deleted_it() {
            bob.delete("/values/" + link).statusCode(204);
            bob.delete("/secrets/" + key).statusCode(204);

            draft.rebasing(bob.revision(), List.of(key), List.of())
                    .error(400, "InvalidParameter")
                    .body("error", containsString("was deleted"));
            draft.rebasing(bob.revision(), List.of(), List.of(key)).statusCode(200);
            draft.deploy();
            assertThat(bob.names("/secrets")).isEmpty();
        }
    }

    @Nested
    class A_name_that_others_have_taken {
        @Test
        void is_in_conflict_by_its_kind_and_name() {
            OpenDraft draft = OpenDraft.by(alice);
            alice.secret("taken", MadeUp.content("mine"));
            alice.value("taken", 1);
            alice.environmentValue("taken", Map.of());
            bob.secret("taken", MadeUp.content("theirs"));
            bob.value("taken", 2);
            bob.environmentValue("taken", Map.of());

            draft.rebasing()
                    .statusCode(409)
                    .error(409, "DraftConflict")
                    .body(
                            "conflicts[*]._id",
                            containsInAnyOrder(
                                    "name:secret:taken", "name:value:taken", "name:environment_value:taken"));
        }
    }

    @Nested
    class Opening_a_draft_at_a_base {
        @Test
        void succeeds_if_it_is_the_newest_revision() {
            alice.value("limit", 1);

            alice.post("/drafts", Map.of("base", 1)).statusCode(201).body("base", is(1));
        }

        @Test
        void is_refused_if_somebody_has_deployed_since() {
            alice.value("limit", 1);
            bob.value("theirs", 1);

            alice.post("/drafts", Map.of("base", 1)).statusCode(412).error(412, "PreconditionFailed");

            alice.get("/drafts").body("", empty());
        }
    }

    @Nested
    class An_import_that_names_its_base {
        private final Map<String, Object> emptied = Map.of("config_version", 20210101);

        @Test
        void succeeds_if_it_is_the_newest_revision() {
            alice.value("limit", 1);

            alice.post("/import?strategy=replace-by-name&base=1", emptied).statusCode(204);

            assertThat(bob.names("/values")).isEmpty();
        }

        @Test
        void is_refused_if_somebody_has_deployed_since() {
            alice.value("limit", 1);
            bob.value("theirs", 1);

            alice.post("/import?strategy=replace-by-name&base=1", emptied)
                    .statusCode(412)
                    .error(412, "PreconditionFailed");

            assertThat(bob.names("/values")).containsExactly("limit", "theirs");
            assertThat(bob.revision()).isEqualTo(2);
        }

        /**
         * Such secrets are deployed immediately, so the deployed revision counts, not the base of the draft that
         * contains the other changes.
         */
        @Test
        void is_refused_with_secrets_of_the_command_line_if_somebody_has_deployed_since() {
            Api cli = alice.by("mongodb-baas-cli");
            cli.post("/import?strategy=replace-by-name", withSecret("first")).statusCode(204);
            OpenDraft.by(cli);
            bob.post("/import?strategy=replace-by-name", withSecret("rotated")).statusCode(204);
            assertThat(bob.revision()).isEqualTo(2);

            cli.post("/import?strategy=replace-by-name&base=1", withSecret("second"))
                    .statusCode(412)
                    .error(412, "PreconditionFailed");

            assertThat(bob.revision()).isEqualTo(2);
        }

        private Map<String, Object> withSecret(String content) {
            Map<String, Object> services = Map.of("mail", Map.of("key", MadeUp.content(content)));
            return Map.of("config_version", 20210101, "secrets", Map.of("services", services));
        }
    }

    @Nested
    class A_redeployment_that_names_what_it_has_seen {
        private String first;

        @BeforeEach
        void anotherDeployment() {
            String limit = alice.value("limit", 1);
            first = alice.read("/deployments").getString("[0]._id");
            set(bob, limit, "limit", 100);
        }

        private Answer redeploy(String etag) {
            return IfMatch.of(alice, etag).post("/deployments/" + first + "/redeploy");
        }

        @Test
        void succeeds_if_nobody_has_deployed_since() {
            redeploy("\"2\"").statusCode(204);

            assertThat(alice.revision()).isEqualTo(3);
        }

        @Test
        void is_refused_if_somebody_has() {
            redeploy("\"1\"").statusCode(412).error(412, "PreconditionFailed");

            assertThat(alice.revision()).isEqualTo(2);
        }
    }

    @Nested
    class The_list_of_all_drafts {
        @Test
        void shows_those_of_every_user_and_client_to_callers_who_may_deploy() {
            OpenDraft console = OpenDraft.by(alice.by("valise-console"));
            OpenDraft api = OpenDraft.by(alice);
            OpenDraft theirs = OpenDraft.by(bob.by("mongodb-baas-cli"));

            alice.get("/drafts?all=true")
                    .statusCode(200)
                    .body("[*]._id", containsInAnyOrder(console.id(), api.id(), theirs.id()))
                    .body("[?(@._id == '" + theirs.id() + "')].user_id", contains(bobsId))
                    .body("[?(@._id == '" + theirs.id() + "')].kind", contains("CLI"));
            alice.get("/drafts").body("[*]._id", contains(api.id()));
        }

        @Test
        void shows_a_viewer_none_of_other_users() {
            OpenDraft.by(bob);

            alice.reader().get("/drafts?all=true").statusCode(200).body("", empty());
        }
    }

    @Nested
    class The_draft_of_somebody_else {
        private OpenDraft draft;
        private OpenDraft seenByBob;

        @BeforeEach
        void somebodyElses() {
            draft = OpenDraft.by(alice);
            alice.value("mine", 1);
            seenByBob = new OpenDraft(bob, draft.id());
        }

        private String reviewed() {
            return IfMatch.etag(bob, draft.path("/diff"));
        }

        @Test
        void can_be_reviewed_and_deployed_as_it_was_reviewed() {
            assertThat(seenByBob.diffs()).hasSize(1);
            String etag = reviewed();

            IfMatch.of(bob, etag)
                    .post(draft.path("/deployment"))
                    .statusCode(201)
                    .body("user_id", is(bobsId))
                    .body("draft_id", is(draft.id()));

            assertThat(bob.names("/values")).containsExactly("mine");
            alice.get("/drafts").body("", empty());
        }

        @Test
        void is_not_deployed_if_it_was_changed_after_the_review() {
            String etag = reviewed();
            alice.value("more", 1);

            IfMatch.of(bob, etag)
                    .post(draft.path("/deployment"))
                    .statusCode(412)
                    .error(412, "PreconditionFailed");

            assertThat(bob.names("/values")).isEmpty();
            assertThat(reviewed()).isNotEqualTo(etag);
        }

        @Test
        void is_not_deployed_without_the_etag_that_was_reviewed() {
            seenByBob.deploying().statusCode(412).error(412, "PreconditionFailed");
            IfMatch.of(bob, "*").post(draft.path("/deployment")).statusCode(412).error(412, "PreconditionFailed");

            assertThat(bob.names("/values")).isEmpty();
        }

        @Test
        void is_not_joined_by_the_changes_of_others() {
            bob.value("at-once", 1);

            assertThat(bob.names("/values")).containsExactly("at-once");
            alice.get("/values").body("[*].name", not(hasItem("at-once")));
        }

        @Test
        void cannot_be_found_by_a_viewer() {
            alice.reader().get(draft.path("/diff")).error(404, "DraftNotFound");
        }
    }
}
