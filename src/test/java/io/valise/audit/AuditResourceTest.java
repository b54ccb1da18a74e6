package io.valise.audit;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.jayway.jsonpath.JsonPath;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is recorded for each kind of action, and how it is read. */
@OnAnyStore
@QuarkusTest
class AuditResourceTest {
    @Inject
    Given given;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "shop");
    }

    private Answer log() {
        return app.read("/audit?limit=1000");
    }

    private String projectLog() {
        return app.apps().replaceAll("/apps$", "/audit");
    }

    private Answer whole() {
        return app.request().get(projectLog() + "?limit=1000").statusCode(200);
    }

    /** Runs the action and returns the one record that it left in the app's log. */
    private Map<String, Object> recorded(Runnable deed) {
        int before = log().getList("").size();
        deed.run();
        List<Map<String, Object>> now = log().getList("");
        assertThat(now).hasSize(before + 1);
        return now.get(0);
    }

    private void assertIs(Map<String, Object> entry, String action, String kind, String id, String name) {
        assertThat(entry).containsEntry("action", action).containsEntry("result", "ok");
        @SuppressWarnings("unchecked")
        Map<String, Object> target = (Map<String, Object>) entry.get("target");
        assertThat(target.get("kind")).isEqualTo(kind);
        assertThat(target.get("_id")).isEqualTo(id);
        assertThat(target.get("name")).isEqualTo(name);
    }

    private static void done(Answer reply) {
        assertThat(reply.statusCode()).as(reply.asString()).isBetween(200, 204);
    }

    @Test
    void an_app_begins_its_log_with_its_creation() {
        Answer entry = log();
        assertThat(entry.getList("")).hasSize(1);
        assertIs(entry.getMap("[0]"), "app.create", "app", app.app(), "shop");
        assertThat(entry.getInt("[0].revision")).isZero();
        assertThat(entry.getString("[0].app_id")).isEqualTo(app.app());
    }

    @Test
    void an_entry_says_who_when_from_where_and_with_what() {
        String id = app.by("mongodb-baas-cli").secret("key", MadeUp.content("key"));
        Answer entry = log();
        assertIs(entry.getMap("[0]"), "secret.create", "secret", id, "key");
        Answer me = app.request().get("/api/admin/v3.0/auth/profile");
        assertThat(entry.getString("[0].actor._id")).isEqualTo(me.getString("user_id"));
        assertThat(entry.getString("[0].actor.public_key")).isNotBlank();
        assertThat(entry.getString("[0].origin")).isEqualTo("CLI");
        assertThat(entry.getString("[0].address")).matches("127\\.0\\.0\\.1|0:0:0:0:0:0:0:1|::1");
        assertThat(entry.getString("[0].group_id")).isEqualTo(app.project());
        assertThat(entry.getLong("[0].at"))
                .isBetween(System.currentTimeMillis() / 1000 - 20, System.currentTimeMillis() / 1000 + 1);
        assertThat(entry.getInt("[0].revision")).isEqualTo(1);
        assertThat(entry.getString("[0].hash")).matches("[0-9a-f]{64}");
        assertThat(entry.getString("[0].previous")).isEqualTo(entry.getString("[1].hash"));
    }

    @Test
    void each_kind_of_change_leaves_one_record() {
        String[] id = new String[1];
        assertThat(recorded(() -> id[0] = app.secret("key", MadeUp.content("key"))))
                .containsEntry("revision", 1);
        String secret = id[0];
        assertIs(
                recorded(() -> done(app.put("/secrets/" + secret, Map.of("name", "renamed", "value", "")))),
                "secret.update",
                "secret",
                secret,
                "renamed");
        assertIs(recorded(() -> id[0] = app.value("greeting", "hello")), "value.create", "value", id[0], "greeting");
        String value = id[0];
        assertIs(
                recorded(() -> done(app.put("/values/" + value, Map.of("name", "greeting", "value", 2)))),
                "value.update",
                "value",
                value,
                "greeting");
        assertIs(
                recorded(() -> id[0] = app.environmentValue("url", Map.of("qa", 1))),
                "environment_value.create",
                "environment_value",
                id[0],
                "url");
        String url = id[0];
        assertIs(
                recorded(() -> done(app.put("/environment_values/" + url, Map.of("name", "url", "values", Map.of())))),
                "environment_value.update",
                "environment_value",
                url,
                "url");
        assertIs(
                recorded(() -> done(app.delete("/environment_values/" + url))),
                "environment_value.delete",
                "environment_value",
                url,
                "url");
        assertIs(
                recorded(() -> done(app.put("/environment", Map.of("environment", "qa")))),
                "environment.update",
                "environment",
                null,
                "qa");
        assertIs(
                recorded(() -> done(app.patch("/deploy/config", Map.of("ui_drafts_disabled", true)))),
                "deploy_config.update",
                "deploy_config",
                null,
                null);
        assertIs(recorded(() -> done(app.delete("/values/" + value))), "value.delete", "value", value, "greeting");
        String deployment = app.read("/deployments").getString("[-1]._id");
        assertThat(recorded(() -> done(app.request().post(app.path("/deployments/" + deployment + "/redeploy")))))
                .containsEntry("action", "deployment.redeploy")
                .containsEntry("revision", app.revision());
        assertIs(
                recorded(() -> done(app.delete("/secrets/" + secret + "?force=true"))),
                "secret.delete",
                "secret",
                secret,
                "renamed");
        assertThat(recorded(() -> done(app.post("/import", Map.of("config_version", 20210101)))))
                .containsEntry("action", "app.import");
        assertThat(recorded(() -> done(app.patch("/push", Map.of("config_version", 20210101)))))
                .containsEntry("action", "app.push");
    }

    @Test
    void a_change_in_a_draft_names_the_draft_and_the_deployment_names_the_revision() {
        String draft = app.draft();
        assertIs(log().getMap("[0]"), "draft.create", "draft", draft, null);
        Map<String, Object> staged = recorded(() -> app.value("a", 1));
        assertThat(staged).containsEntry("draft_id", draft).doesNotContainKey("revision");
        String[] deployment = new String[1];
        Map<String, Object> entry =
                recorded(() -> deployment[0] = app.deploy(draft).getString("_id"));
        assertIs(entry, "deployment.create", "deployment", deployment[0], null);
        assertThat(entry).containsEntry("revision", 1).containsEntry("_id", draft);
        // Repeating it returns the same deployment and leaves no other record.
        app.deploy(draft);
        assertThat(log().getList("[*]._id")).doesNotHaveDuplicates();
        String other = app.draft();
        assertIs(recorded(() -> done(app.delete("/drafts/" + other))), "draft.delete", "draft", other, null);
    }

    @Test
    void a_change_of_several_items_lists_them_by_name_and_a_preview_leaves_no_record() {
        app.secret("b", MadeUp.content("b"));
        Map<String, Object> entry = recorded(() -> done(app.request()
                .contentType("application/json")
                .body(Map.of("a", "one", "b", "two"))
                .post(app.path("/secrets/import"))));
        assertThat(entry).containsEntry("action", "secret.import");
        assertThat((List<?>) entry.get("changes")).hasSize(2);
        assertThat(entry.get("changes").toString()).contains("change=created", "name=a", "change=updated", "name=b");
        int before = log().getList("").size();
        done(app.request().body(Map.of("c", "three")).post(app.path("/secrets/import?diff=true")));
        done(app.post("/import?diff=true", Map.of("config_version", 20210101)));
        done(app.request().body(Map.of("c", "three")).post(app.path("/values/import?diff=true")));
        assertThat(log().getList("")).hasSize(before);
    }

    @Test
    void only_the_owner_sees_the_names_in_a_draft_until_it_is_deployed() {
        Api reader = app.reader();
        String draft = app.draft();
        String secret = app.secret("upcoming-secret", MadeUp.content("upcoming"));
        app.request()
                .body(Map.of("upcoming-a", 1, "upcoming-b", 2))
                .post(app.path("/values/import"))
                .statusCode(200);
        app.request()
                .body(Map.of("upcoming-secret", "a guess"))
                .post(app.path("/secrets/import?diff=true"))
                .statusCode(200);
        for (String path : List.of(app.path("/audit"), projectLog())) {
            for (String type : List.of("application/json", "application/x-ndjson")) {
                String seen = reader.request().accept(type).get(path).asString();
                assertThat(seen).doesNotContain("upcoming", secret).contains(draft);
                assertThat(app.request().accept(type).get(path).asString())
                        .contains("upcoming-secret", "upcoming-a", "upcoming-b");
            }
        }
        Answer withheld = reader.read("/audit");
        assertThat(withheld.getList("[*].action"))
                .startsWith("secret.preview", "value.import", "secret.create", "draft.create");
        assertThat(withheld.getList("[*].withheld")).startsWith(1, 2, 1);
        assertThat(withheld.getString("[2].target.kind")).isEqualTo("secret");
        assertThat(withheld.getList("[*].hash")).isEqualTo(log().getList("[*].hash"));
        app.deploy(draft);
        assertThat(reader.read("/audit").getList("")).isEqualTo(log().getList(""));
        assertThat(reader.read("/audit").getString("[3].target.name")).isEqualTo("upcoming-secret");
        assertThat(reader.request().get(projectLog() + "/check").getBoolean("intact"))
                .isTrue();
    }

    @Test
    void a_preview_that_compares_contents_of_secrets_is_recorded() {
        app.secret("a", MadeUp.content("a"));
        Map<String, Object> entry = recorded(() -> done(app.request()
                .body(Map.of("a", MadeUp.content("guess"), "new", "one"))
                .post(app.path("/secrets/import?diff=true"))));
        assertThat(entry).containsEntry("action", "secret.preview").doesNotContainKey("revision");
        assertThat(entry.get("target").toString()).contains("name=a");
        assertThat(entry.toString()).doesNotContain(MadeUp.MARK);
    }

    @Test
    void a_request_refused_because_of_the_apps_state_leaves_no_record() {
        app.value("a", 1);
        int before = log().getList("").size();
        app.post("/values", Map.of("name", "a", "value", 2)).statusCode(409);
        app.post("/values", Map.of("name", "!", "value", 2)).statusCode(400);
        app.delete("/values/" + new ObjectId()).statusCode(404);
        app.delete("/drafts/" + new ObjectId()).statusCode(404);
        assertThat(log().getList("")).hasSize(before);
    }

    @Test
    void keys_logins_and_logouts_are_in_the_projects_log() {
        int before = whole().getList("").size();
        Answer key = app.request()
                .body(Map.of("name", "robot", "role", "GROUP_READ_ONLY"))
                .post(app.apps().replaceAll("/apps$", "/api_keys"))
                .statusCode(201);
        assertIs(whole().getMap("[0]"), "api_key.create", "api_key", key.getString("_id"), key.getString("public_key"));
        Answer login = given().contentType("application/json")
                .header("X-Baas-Request-Origin", "valise-console")
                .body(Map.of("username", key.getString("public_key"), "apiKey", key.getString("private_key")))
                .post("/api/admin/v3.0/auth/providers/mongodb-cloud/login")
                .statusCode(200);
        Answer log = whole();
        assertThat(log.getString("[0].action")).isEqualTo("session.login");
        assertThat(log.getString("[0].actor.public_key")).isEqualTo(key.getString("public_key"));
        assertThat(log.getString("[0].origin")).isEqualTo("UI");
        given().header("Authorization", "Bearer " + login.getString("refresh_token"))
                .post("/api/admin/v3.0/auth/session")
                .statusCode(201);
        given().header("Authorization", "Bearer " + login.getString("refresh_token"))
                .delete("/api/admin/v3.0/auth/session")
                .statusCode(204);
        assertThat(whole().getString("[0].action")).isEqualTo("session.logout");
        assertThat(whole().getString("[0].actor._id")).isEqualTo(key.getString("_id"));
        done(app.request().delete(app.apps().replaceAll("/apps$", "/api_keys/") + key.getString("_id")));
        assertIs(whole().getMap("[0]"), "api_key.delete", "api_key", key.getString("_id"), null);
        assertThat(whole().getList("")).as("without the renewal").hasSize(before + 4);
        assertThat(log().getList("[*].action")).as("without the app's records").containsExactly("app.create");
        assertThat(whole().asString()).doesNotContain(key.getString("private_key"));
    }

    private Answer awaitEntry(String find) {
        return Awaited.until(
                this::whole, log -> !log.getList("[?(" + find + ")]").isEmpty());
    }

    @Test
    void a_failed_login_is_in_the_log_of_the_project_whose_key_was_tried() {
        String publicKey = log().getString("[0].actor.public_key");
        for (String name : List.of(publicKey, publicKey, "nobody-" + new ObjectId())) {
            given().contentType("application/json")
                    .body(Map.of("username", name, "apiKey", MadeUp.content("wrong")))
                    .post("/api/admin/v3.0/auth/providers/mongodb-cloud/login")
                    .error(401, "AuthError");
        }
        Answer log = awaitEntry("@.result == 'AuthError'");
        assertThat(log.getString("[?(@.result == 'AuthError')].action")).isEqualTo("session.login");
        assertThat(log.getString("[?(@.result == 'AuthError')].actor.public_key"))
                .isEqualTo(publicKey);
        assertThat(log.getString("[?(@.result == 'AuthError')].address")).isNotBlank();
        assertThat(log.asString()).doesNotContain(MadeUp.MARK, "nobody-");
    }

    @Test
    void a_change_that_the_role_forbids_is_recorded_as_such() {
        Api reader = app.reader();
        reader.delete("/secrets/" + new ObjectId()).error(403, "Forbidden");
        Answer log = awaitEntry("@.result == 'Forbidden'");
        assertThat(log.getString("[?(@.result == 'Forbidden')].action")).isEqualTo("secret.delete");
    }

    @Test
    void the_log_of_an_app_is_kept_when_the_app_is_deleted() {
        app.value("a", 1);
        done(app.delete(""));
        app.get("/audit").error(404, "AppNotFound");
        Answer log = whole();
        assertIs(log.getMap("[0]"), "app.delete", "app", app.app(), "shop");
        assertThat(log.getList("[*].action")).contains("value.create", "app.create");
    }

    @Test
    void readers_of_the_project_can_read_it_and_others_cannot() {
        app.reader().get("/audit").statusCode(200).body("", hasSize(1));
        Api stranger = Api.withNewApp(given.accessToken(), "other");
        stranger.request().get(projectLog()).error(404, "ProjectNotFound");
        stranger.request().get(projectLog() + "/check").error(404, "ProjectNotFound");
        stranger.to(app.app()).get("/audit").error(404, "AppNotFound");
        given().get(projectLog()).error(401, "InvalidSession");
    }

    @Test
    void pages_follow_each_other_newest_first() {
        IntStream.range(0, 9).forEach(i -> app.value("v" + i, i));
        List<String> all = log().getList("[*]._id");
        assertThat(all).hasSize(10);
        List<String> paged = new ArrayList<>();
        String before = "";
        for (List<String> page = List.of("");
                !page.isEmpty();
                before = page.isEmpty() ? before : page.get(page.size() - 1)) {
            page = app.read("/audit?limit=3&before=" + before).getList("[*]._id");
            assertThat(page.size()).isLessThanOrEqualTo(3);
            paged.addAll(page);
        }
        assertThat(paged).isEqualTo(all);
        assertThat(app.read("/audit?action=app.create").getList("[*].action")).containsExactly("app.create");
        assertThat(app.read("/audit?action=value.create&limit=2&before=" + all.get(2))
                        .getList("[*]._id"))
                .isEqualTo(all.subList(3, 5));
        assertThat(app.read("/audit?action=no.such").getList("")).isEmpty();
    }

    @Test
    void a_page_has_25_records_by_default_and_json_lines_have_all() {
        IntStream.range(0, 27).forEach(i -> app.value("v" + i, i));
        assertThat(app.read("/audit").getList("")).hasSize(25);
        String lines = app.request()
                .accept("application/x-ndjson")
                .get(app.path("/audit"))
                .statusCode(200)
                .header("Content-Type", containsString("application/x-ndjson"))
                .asString();
        assertThat(lines.lines().map(line -> JsonPath.read(line, "_id"))).isEqualTo(log().getList("[*]._id"));
        assertThat(app.request()
                        .accept("application/x-ndjson")
                        .get(app.path("/audit?limit=2"))
                        .asString()
                        .lines())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=1001, limit",
        "limit=ten, limit",
        "limit=99999999999999999999, limit",
        "before=x, before",
        "before=6650c0ffee0123456789abcd, before",
        "action=Secret, action",
        "action=' or 1', action"
    })
    void an_invalid_query_parameter_is_named(String query, String field) {
        for (String path : List.of(app.path("/audit"), projectLog())) {
            app.request()
                    .get(path + "?" + query.replace(" ", "%20"))
                    .error(400, "InvalidParameter")
                    .body("details[0].field", is(field));
        }
    }

    @Test
    void a_record_of_another_log_is_refused_as_a_position() {
        Api other = Api.withNewApp(app.token(), "other");
        String foreign = other.read("/audit").getString("[0]._id");
        app.get("/audit?before=" + foreign).error(400, "InvalidParameter");
    }

    @Test
    void it_holds_no_content_of_a_secret() {
        String secret = app.secret("key", MadeUp.content("first"));
        app.value("greeting", "a-value-that-is-nobodys-business");
        done(app.put("/secrets/" + secret, Map.of("name", "key", "value", MadeUp.content("second"))));
        assertThat(whole().asString()).doesNotContain(MadeUp.MARK, "a-value-that-is-nobodys-business");
    }
}
