package io.valise.deployments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnAnyStore
@QuarkusTest
class DeploymentsResourceTest {
    @Inject
    Given given;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    private static Answer deploying(Api caller, String draft) {
        return caller.request().post(caller.path("/drafts/" + draft + "/deployment"));
    }

    private static void change(Api caller, String id, Object content) {
        caller.put("/values/" + id, Map.of("name", "a", "value", content)).statusCode(200);
    }

    @Nested
    class A_change_without_a_draft {
        @ParameterizedTest
        @CsvSource({"'', API", "curl, API", "mongodb-baas-cli, CLI", "valise-console, UI", "valise-cli, VALISE"})
        void is_its_own_deployment(String client, String origin) {
            Api caller = client.isEmpty() ? app : app.by(client);
            caller.value("a", 1);
            String user = app.request().get(Api.PREFIX + "/auth/profile").path("user_id");
            String id = app.read("/deployments").getString("[0]._id");
            app.get("/deployments")
                    .statusCode(200)
                    .body("", hasSize(1))
                    .body("[0]._id", matchesPattern("[0-9a-f]{24}"))
                    .body("[0].name", is(id))
                    .body("[0].app_id", is(app.app()))
                    .body("[0].draft_id", nullValue())
                    .body("[0].user_id", is(user))
                    .body("[0].deployed_at", instanceOf(Integer.class))
                    .body("[0].origin", is(origin))
                    .body("[0].status", is("successful"))
                    .body("[0].status_error_message", is(""))
                    .body("[0].revision", is(1))
                    .body("[0].redeployed_from", nullValue());
        }

        @Test
        void is_live_at_once_whatever_is_changed() {
            String secret = app.secret("key", MadeUp.content("1"));
            app.put("/secrets/" + secret, Map.of("name", "key", "value", MadeUp.content("2")));
            app.put("/secrets/" + secret, Map.of("name", "renamed", "value", ""));
            app.delete("/secrets/" + secret);
            String value = app.value("a", 1);
            change(app, value, 2);
            app.delete("/values/" + value);
            String url = app.environmentValue("url", Map.of());
            app.put("/environment_values/" + url, Map.of("name", "url", "values", Map.of("qa", 1)));
            app.delete("/environment_values/" + url);
            app.put("/environment", Map.of("environment", "qa"));
            app.get("/deployments")
                    .body("[*].revision", contains(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1))
                    .body("[*].status", everyItem(is("successful")));
        }

        @Test
        void that_fails_makes_no_deployment() {
            app.value("a", 1);
            app.post("/values", Map.of("name", "a", "value", 2)).statusCode(409);
            app.delete("/values/" + new ObjectId()).statusCode(404);
            app.get("/deployments").body("", hasSize(1));
        }

        @Test
        void is_numbered_without_gaps_if_many_come_at_once() {
            List<Integer> statuses = IntStream.range(0, 40)
                    .parallel()
                    .mapToObj(i -> app.post("/values", Map.of("name", "v" + i, "value", i))
                            .statusCode())
                    .toList();
            assertThat(statuses).containsOnly(201);
            List<Integer> revisions = app.read("/deployments?limit=100").getList("[*].revision");
            assertThat(revisions)
                    .isEqualTo(
                            IntStream.iterate(40, i -> i - 1).limit(40).boxed().toList());
            assertThat(app.names("/values")).hasSize(40);
        }

        @Test
        void is_numbered_within_its_app() {
            List<Api> apps = IntStream.range(0, 8)
                    .mapToObj(i -> app.anotherApp("app" + i))
                    .toList();
            IntStream.range(0, 40)
                    .parallel()
                    .forEach(i -> apps.get(i % apps.size()).value("v" + i, i));
            for (Api one : apps) {
                assertThat(one.read("/deployments").<Integer>getList("[*].revision"))
                        .containsExactly(5, 4, 3, 2, 1);
            }
        }
    }

    @Nested
    class Deploying_a_draft {
        @Test
        void puts_all_of_it_live_as_one_deployment() {
            Api client = app.by("valise-cli");
            String draft = client.draft();
            client.secret("key", MadeUp.content("key"));
            client.link("linked", "key");
            client.put("/environment", Map.of("environment", "qa"));
            Answer deployed = deploying(client, draft);
            deployed.statusCode(201)
                    .body("draft_id", is(draft))
                    .body("origin", is("VALISE"))
                    .body("status", is("successful"))
                    .body("revision", is(1))
                    .body("name", is(deployed.<String>path("_id")));
            Api colleague = app.colleague();
            assertThat(colleague.names("/values")).containsExactly("linked");
            assertThat(colleague.names("/secrets")).containsExactly("key");
            colleague.get("").body("environment", is("qa"));
            app.get("/drafts?all=true").body("", empty());
            app.get("/deployments").body("", hasSize(1));
            assertThat(app.get("/deployments/" + deployed.path("_id")).asString())
                    .isEqualTo(deployed.asString());
        }

        @Test
        void may_give_it_a_name() {
            String id = app.post("/drafts/" + app.draft() + "/deployment", Map.of("name", "rotate the \uD83D\uDCBC"))
                    .statusCode(201)
                    .body("name", is("rotate the \uD83D\uDCBC"))
                    .path("_id");
            app.get("/deployments/" + id).body("name", is("rotate the \uD83D\uDCBC"));
        }

        @Test
        void refuses_a_name_that_is_not_text() {
            app.post("/drafts/" + app.draft() + "/deployment", "{\"name\":\"\\ud83d\"}")
                    .error(400, "InvalidParameter");
        }

        @Test
        void may_change_nothing() {
            assertThat(app.deploy(app.draft()).getInt("revision")).isEqualTo(1);
            app.get("/values").body("", empty());
        }

        @Test
        void twice_returns_the_same_deployment() {
            String draft = app.draft();
            app.value("a", 1);
            String first = deploying(app, draft).statusCode(201).asString();
            app.value("b", 2);
            String second = deploying(app, draft).statusCode(201).asString();
            assertThat(second).isEqualTo(first);
            assertThat(app.revision()).isEqualTo(2);
            deploying(app.colleague(), draft).error(404, "DraftNotFound");
            app.delete("/drafts/" + draft).error(404, "DraftNotFound");
        }

        @RepeatedTest(5)
        void concurrently_makes_one_deployment() {
            String draft = app.draft();
            app.value("a", 1);
            List<String> answers = IntStream.range(0, 6)
                    .parallel()
                    .mapToObj(i -> deploying(app, draft).statusCode(201).asString())
                    .distinct()
                    .toList();
            assertThat(answers).hasSize(1);
            app.get("/deployments").body("[*].revision", contains(1));
            app.get("/drafts").body("", empty());
        }

        @Test
        void loses_no_change_that_is_made_meanwhile() {
            String draft = app.draft();
            app.value("first", 0);
            CompletableFuture<List<Integer>> changes = CompletableFuture.supplyAsync(() -> IntStream.range(0, 20)
                    .mapToObj(i -> app.post("/values", Map.of("name", "v" + i, "value", i))
                            .statusCode())
                    .toList());
            deploying(app, draft).statusCode(201);
            assertThat(changes.join()).hasSize(20).containsOnly(201);
            assertThat(app.colleague().names("/values")).hasSize(21);
        }

        @Test
        void shows_others_all_of_it_or_nothing() {
            Api colleague = app.colleague();
            String draft = app.draft();
            IntStream.range(0, 30).forEach(i -> app.value("v" + i, i));
            List<Integer> seen = new ArrayList<>();
            seen.add(colleague.names("/values").size());
            CompletableFuture<Answer> deployment = CompletableFuture.supplyAsync(() -> deploying(app, draft));
            do {
                seen.add(colleague.names("/values").size());
            } while (!deployment.isDone());
            seen.add(colleague.names("/values").size());
            deployment.join().statusCode(201);
            assertThat(seen).containsOnly(0, 30).isSorted().endsWith(30);
        }

        @Test
        void is_refused_for_readers() {
            String draft = app.draft();
            deploying(app.reader(), draft).error(403, "Forbidden");
        }
    }

    @Nested
    class A_conflict {
        private Api colleague;

        @BeforeEach
        void somebodyElse() {
            colleague = app.colleague();
        }

        @Test
        void names_each_item_and_leaves_the_draft_as_it_was() {
            String changed = app.value("changed", 1);
            String deleted = app.value("deleted", 1);
            String secret = app.secret("key", MadeUp.content("1"));
            String unlinked = app.secret("unlinked", MadeUp.content("1"));
            String linked = app.secret("linked", MadeUp.content("1"));
            String url = app.environmentValue("url", Map.of());

            String draft = app.draft();
            app.put("/values/" + changed, Map.of("name", "changed", "value", 2));
            app.put("/values/" + deleted, Map.of("name", "deleted", "value", 2));
            app.put("/secrets/" + secret, Map.of("name", "key", "value", MadeUp.content("mine")));
            app.delete("/secrets/" + unlinked).statusCode(204);
            app.link("link", "linked");
            app.put("/environment_values/" + url, Map.of("name", "url", "values", Map.of("qa", 1)));
            app.value("taken", 2);
            app.value("fine", 2);
            app.put("/environment", Map.of("environment", "qa"));

            colleague.put("/values/" + changed, Map.of("name", "changed", "value", 3));
            colleague.delete("/values/" + deleted);
            colleague.put("/secrets/" + secret, Map.of("name", "key", "value", MadeUp.content("theirs")));
            colleague.link("their-link", "unlinked");
            colleague.delete("/secrets/" + linked).statusCode(204);
            colleague.put("/environment_values/" + url, Map.of("name", "url", "values", Map.of("qa", 2)));
            colleague.value("taken", 3);
            colleague.put("/environment", Map.of("environment", "production"));
            int revision = colleague.revision();

            Answer refused = deploying(app, draft);
            refused.error(409, "DraftConflict")
                    .body(
                            "details[*].field",
                            containsInAnyOrder(
                                    "value \"changed\"",
                                    "value \"deleted\"",
                                    "secret \"key\"",
                                    "secret \"unlinked\"",
                                    "value \"link\"",
                                    "environment value \"url\"",
                                    "value \"taken\"",
                                    "environment"));
            Stream.of("changed", "deleted", "key", "unlinked", "link", "url", "taken", "environment was changed")
                    .forEach(item -> refused.body("error", containsString(item)));

            app.get("/drafts").body("[0]._id", is(draft));
            app.get("/values/" + changed).body("value", is(2));
            assertThat(app.names("/values")).contains("fine", "link");
            colleague.get("/values/" + changed).body("value", is(3));
            assertThat(colleague.names("/values")).containsExactly("changed", "taken", "their-link");
            assertThat(colleague.revision()).isEqualTo(revision);
            deploying(app, draft).error(409, "DraftConflict");
        }

        @Test
        void is_on_record_as_a_failed_deployment() {
            String id = app.value("a", 1);
            String draft = app.draft();
            change(app, id, 2);
            change(colleague, id, 3);
            String reason = deploying(app.by("mongodb-baas-cli"), draft).path("error");
            String failed = app.read("/deployments").getString("[0]._id");
            app.get("/deployments")
                    .body("[*].status", contains("failed", "successful", "successful"))
                    .body("[*].revision", contains(null, 2, 1))
                    .body("[0].draft_id", is(draft))
                    .body("[0].origin", is("CLI"))
                    .body("[0].status_error_message", is(reason))
                    .body("[0].deployed_at", instanceOf(Integer.class));
            app.get("/deployments/" + failed).statusCode(200).body("status", is("failed"));
            app.request().post(app.path("/deployments/" + failed + "/redeploy")).error(404, "DeploymentNotFound");
            app.delete("/drafts/" + draft).statusCode(204);
            app.value("b", 1);
            app.get("/deployments").body("[*].status", contains("successful", "failed", "successful", "successful"));
        }

        @Test
        void disappears_when_the_other_side_reverts_its_change() {
            String draft = app.draft();
            app.value("a", 1);
            String theirs = colleague.value("a", 2);
            deploying(app, draft).error(409, "DraftConflict");
            colleague.delete("/values/" + theirs);
            deploying(app, draft).statusCode(201).body("revision", is(3));
            assertThat(colleague.names("/values")).containsExactly("a");
        }

        @Test
        void does_not_arise_if_the_draft_reverts_its_change() {
            String draft = app.draft();
            String mine = app.value("a", 1);
            app.delete("/values/" + mine);
            app.put("/environment", Map.of("environment", "qa"));
            app.put("/environment", Map.of("environment", ""));
            colleague.value("a", 2);
            colleague.put("/environment", Map.of("environment", "testing"));
            app.deploy(draft);
            colleague.get("").body("environment", is("testing"));
            assertThat(colleague.names("/values")).containsExactly("a");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void does_not_arise_between_drafts_on_different_items_in_any_order(boolean mineFirst) {
            String mine = app.value("mine", 1);
            String theirs = app.value("theirs", 1);
            String key = app.secret("key", MadeUp.content("key"));
            String first = app.draft();
            String second = colleague.draft();
            app.put("/values/" + mine, Map.of("name", "mine", "value", 2));
            app.value("created", 2);
            app.link("linked", "key");
            colleague.put("/values/" + theirs, Map.of("name", "theirs", "value", 3));
            colleague.put("/secrets/" + key, Map.of("name", "renamed", "value", MadeUp.content("new")));
            colleague.put("/environment", Map.of("environment", "qa"));
            if (mineFirst) {
                app.deploy(first);
                colleague.deploy(second);
            } else {
                colleague.deploy(second);
                app.deploy(first);
            }
            assertThat(app.names("/values")).containsExactly("created", "linked", "mine", "theirs");
            app.get("/values/" + mine).body("value", is(2));
            app.get("/values/" + theirs).body("value", is(3));
            app.get("/secrets").body("[*].name", contains("renamed")).body("[0].used_by", contains("linked"));
            app.get("").body("environment", is("qa"));
            assertThat(app.revision()).isEqualTo(5);
        }

        @RepeatedTest(5)
        void lets_only_one_of_two_drafts_through_that_are_deployed_concurrently() {
            String id = app.value("a", 1);
            String first = app.draft();
            String second = colleague.draft();
            change(app, id, 2);
            change(colleague, id, 3);
            CompletableFuture<Integer> theirs = CompletableFuture.supplyAsync(
                    () -> deploying(colleague, second).statusCode());
            int mine = deploying(app, first).statusCode();
            assertThat(List.of(mine, theirs.join())).containsExactlyInAnyOrder(201, 409);
            app.reader().get("/values/" + id).body("value", is(mine == 201 ? 2 : 3));
            assertThat(app.revision()).isEqualTo(2);
        }
    }

    @Nested
    class The_history {
        @Test
        void has_the_25_most_recent_newest_first() {
            IntStream.range(0, 28).forEach(i -> app.value("v" + i, i));
            List<Integer> shown = app.read("/deployments").getList("[*].revision");
            assertThat(shown)
                    .isEqualTo(
                            IntStream.iterate(28, i -> i - 1).limit(25).boxed().toList());
        }

        @Test
        void is_paged_by_limit_and_before_with_failures_in_their_place() {
            String id = app.value("a", 0);
            Api colleague = app.colleague();
            String draft = app.draft();
            change(app, id, 1);
            change(colleague, id, 2);
            deploying(app, draft).statusCode(409);
            deploying(app, draft).statusCode(409);
            change(colleague, id, 3);

            List<String> all = app.read("/deployments").getList("[*]._id");
            assertThat(all).hasSize(5);
            for (int page = 1; page <= 5; page++) {
                List<String> paged =
                        new ArrayList<>(app.read("/deployments?limit=" + page).<String>getList("[*]._id"));
                while (paged.size() < 5) {
                    String last = paged.get(paged.size() - 1);
                    List<String> next = app.read("/deployments?limit=" + page + "&before=" + last)
                            .getList("[*]._id");
                    assertThat(next).isNotEmpty().hasSizeLessThanOrEqualTo(page);
                    paged.addAll(next);
                }
                assertThat(paged).isEqualTo(all);
            }
            app.get("/deployments?before=" + all.get(4)).statusCode(200).body("", empty());
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "-1", "1001", "x", "1.5", "1e2", "9223372036854775808", "%20"})
        void refuses_an_invalid_limit(String limit) {
            app.get("/deployments?limit=" + limit)
                    .error(400, "InvalidParameter")
                    .body("details[0].field", equalTo("limit"));
        }

        @Test
        void refuses_to_begin_before_an_unknown_deployment() {
            for (String id : List.of(new ObjectId().toHexString(), "no-id")) {
                app.get("/deployments?before=" + id).error(404, "DeploymentNotFound");
            }
        }

        @Test
        void does_not_contain_deployments_of_other_apps() {
            app.value("a", 1);
            String foreign = app.read("/deployments").getString("[0]._id");
            Api other = app.anotherApp("other");
            for (String id : List.of(new ObjectId().toHexString(), "no-id", foreign)) {
                other.get("/deployments/" + id).error(404, "DeploymentNotFound");
                other.request()
                        .post(other.path("/deployments/" + id + "/redeploy"))
                        .error(404, "DeploymentNotFound");
            }
            app.get("/deployments/" + foreign).statusCode(200);
        }

        @Test
        void can_be_read_by_readers() {
            app.value("a", 1);
            Api reader = app.reader();
            String id = reader.read("/deployments").getString("[0]._id");
            reader.get("/deployments/" + id).statusCode(200);
            reader.request().post(app.path("/deployments/" + id + "/redeploy")).error(403, "Forbidden");
        }
    }

    @Nested
    class Redeploying {
        private String newest() {
            return app.read("/deployments").getString("[0]._id");
        }

        private Answer redeploy(String id) {
            return app.request().post(app.path("/deployments/" + id + "/redeploy"));
        }

        /** The values as listed, without when and by which deployment they were written. */
        private List<Map<String, Object>> listed() {
            List<Map<String, Object>> values = app.read("/values").getList("");
            values.forEach(value -> value.keySet().removeAll(Set.of("version", "last_modified")));
            return values;
        }

        @Test
        void restores_values_environment_values_and_the_tag() {
            String kept = app.value("kept", Map.of("digits", 1));
            String removed = app.value("removed", 1);
            String url = app.environmentValue("url", Map.of("qa", "old"));
            app.put("/environment", Map.of("environment", "qa"));
            String then = newest();
            List<Map<String, Object>> valuesThen = listed();

            app.put("/values/" + kept, Map.of("name", "renamed", "value", 2, "private", true));
            app.delete("/values/" + removed);
            app.value("kept", "another of the same name");
            app.value("added", 3);
            app.put("/environment_values/" + url, Map.of("name", "uri", "values", Map.of()));
            app.put("/environment", Map.of("environment", ""));

            redeploy(then).statusCode(204).body(is(""));

            assertThat(listed()).isEqualTo(valuesThen);
            // Restored values are written by this deployment.
            assertThat(app.read("/values").<Integer>getList("[*].version")).containsExactly(11, 11);
            app.get("/values/" + kept).body("value.digits", is(1)).body("name", is("kept"));
            app.get("/values/" + removed).body("value", is(1));
            app.get("/environment_values/" + url).body("name", is("url")).body("values.qa", is("old"));
            app.get("").body("environment", is("qa"));
            app.get("/deployments")
                    .body("[0].redeployed_from", is(then))
                    .body("[0].revision", is(11))
                    .body("[0].status", is("successful"))
                    .body("[1].redeployed_from", nullValue());
        }

        @Test
        void leaves_secrets_as_they_are() {
            String key = app.secret("key", MadeUp.content("leaked"));
            String linked = app.link("linked", "key");
            String then = newest();
            app.put("/secrets/" + key, Map.of("name", "rotated", "value", MadeUp.content("rotated")));
            app.secret("added", MadeUp.content("added"));
            app.delete("/values/" + linked);

            redeploy(then).statusCode(204);

            app.get("/secrets")
                    .body("[*].name", contains("added", "rotated"))
                    .body("[1].version", is(3))
                    .body("[1].used_by", contains("linked"));
            app.get("/values/" + linked).body("value", is("rotated"));
        }

        @Test
        void is_refused_if_a_value_linked_to_a_deleted_secret() {
            String key = app.secret("key", MadeUp.content("key"));
            String linked = app.link("linked", "key");
            String then = newest();
            app.delete("/values/" + linked);
            app.delete("/secrets/" + key);
            app.value("current", 1);
            int revision = app.revision();

            redeploy(then)
                    .error(409, "SecretNotFound")
                    .body("error", containsString("linked"))
                    .body("error", containsString("key"));

            assertThat(app.names("/values")).containsExactly("current");
            assertThat(app.revision()).isEqualTo(revision);
        }

        @RepeatedTest(3)
        void is_never_retried_after_another_deployment() {
            app.value("a", 1);
            String then = newest();
            app.value("b", 2);
            List<Answer> answers = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> redeploy(then))
                    .toList();
            answers.stream()
                    .filter(answer -> answer.statusCode() != 204)
                    .forEach(answer -> answer.error(409, "DeploymentConflict"));
            long made = answers.stream()
                    .filter(answer -> answer.statusCode() == 204)
                    .count();
            assertThat(made).isPositive();
            assertThat((long) app.revision()).isEqualTo(2 + made);
            assertThat(app.names("/values")).containsExactly("a");
        }

        @Test
        void the_newest_one_makes_an_identical_deployment() {
            app.value("a", 1);
            redeploy(newest()).statusCode(204);
            assertThat(app.revision()).isEqualTo(2);
            assertThat(app.names("/values")).containsExactly("a");
        }

        @Test
        void is_live_at_once_and_leaves_the_callers_draft_open() {
            String id = app.value("a", 1);
            String then = newest();
            change(app, id, 2);
            String draft = app.draft();
            app.value("drafted", 3);
            redeploy(then).statusCode(204);
            app.colleague().get("/values/" + id).body("value", is(1));
            assertThat(app.names("/values")).containsExactly("a", "drafted");
            app.deploy(draft);
        }

        @Test
        void can_conflict_with_a_draft() {
            String id = app.value("a", 1);
            String then = newest();
            change(app, id, 2);
            Api colleague = app.colleague();
            String draft = colleague.draft();
            change(colleague, id, 3);
            redeploy(then).statusCode(204);
            deploying(colleague, draft).error(409, "DraftConflict").body("error", containsString("\"a\""));
        }
    }
}
