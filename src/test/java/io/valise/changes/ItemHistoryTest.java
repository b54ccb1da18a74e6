package io.valise.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnAnyStore
@QuarkusTest
class ItemHistoryTest {
    private static final String NOWHERE = "0123456789abcdef01234567";

    @Inject
    Given given;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    private void change(String id, String name, Object content) {
        app.put("/values/" + id, Map.of("name", name, "value", content)).statusCode(200);
    }

    private static String user(Api caller) {
        return caller.request().get(Api.PREFIX + "/auth/profile").path("user_id");
    }

    @Nested
    class Of_a_value {
        @Test
        void lists_the_deployments_that_changed_it_newest_first() {
            String id = app.value("a", 1);
            app.value("other", 1);
            change(id, "a", 2);
            change(id, "b", 2);
            app.delete("/values/" + id).statusCode(204);

            String deleting = app.read("/deployments").getString("[0]._id");
            app.read("/values/" + id + "/history")
                    .body("[*].revision", contains(5, 4, 3, 1))
                    .body("[*].action", contains("deleted", "changed", "changed", "created"))
                    .body("[*].name", contains("b", "b", "a", "a"))
                    .body("[?(@.previous_name)].previous_name", contains("a"))
                    .body("[1].previous_name", is("a"))
                    .body("[*].content_changed", contains(true, false, true, true))
                    .body("[0].deployment_id", is(deleting))
                    .body("[0].deployment_name", is(deleting))
                    .body("[0].deployed_at", instanceOf(Integer.class))
                    .body("[0].user_id", is(user(app)))
                    .body("[0].deployed_by", is(user(app)))
                    .body("[0].origin", is("API"));
        }

        @Test
        void shows_it_as_it_was_in_each_revision() {
            String id = app.value("a", List.of(1.5));
            change(id, "b", Map.of("x", "y"));
            app.value("other", 1);

            app.read("/values/" + id + "/history/1")
                    .body("_id", is(id))
                    .body("name", is("a"))
                    .body("private", is(false))
                    .body("from_secret", is(false))
                    .body("value[0]", is(1.5));
            app.read("/values/" + id + "/history/2").body("name", is("b")).body("value.x", is("y"));
            // Between two changes it is as the one before has left it.
            app.read("/values/" + id + "/history/3").body("value.x", is("y"));
            assertThat(app.read("/values/" + id + "/history/3").asString())
                    .isEqualTo(app.read("/values/" + id).asString());
            assertThat(app.read("/values/" + id + "/history/3").header("ETag"))
                    .isEqualTo(app.read("/values/" + id).header("ETag"));
        }

        @Test
        void names_the_secret_as_it_was_called_in_the_revision() {
            String secret = app.secret("key", MadeUp.content("history"));
            String id = app.link("a", "key");
            app.put("/secrets/" + secret, Map.of("name", "renamed", "value", ""))
                    .statusCode(204);
            change(id, "a", "plain");

            app.read("/values/" + id + "/history/2")
                    .body("from_secret", is(true))
                    .body("value", is("key"));
            app.read("/values/" + id + "/history/3").body("value", is("renamed"));
            app.read("/values/" + id + "/history/4")
                    .body("from_secret", is(false))
                    .body("value", is("plain"));
            app.read("/values/" + id + "/history")
                    .body("[*].revision", contains(4, 2))
                    .body("[*].content_changed", contains(true, true));
        }

        @Test
        void is_found_after_it_was_deleted_and_restored() {
            String id = app.value("a", 1);
            String earlier = app.read("/deployments").getString("[0]._id");
            app.delete("/values/" + id).statusCode(204);
            app.value("b", 1);
            app.request()
                    .post(app.path("/deployments/" + earlier + "/redeploy"))
                    .statusCode(204);

            app.read("/values/" + id + "/history")
                    .body("[*].revision", contains(4, 2, 1))
                    .body("[*].action", contains("created", "deleted", "created"));
            app.get("/values/" + id + "/history/2").error(404, "ValueNotFound");
            app.get("/values/" + id + "/history/3").error(404, "ValueNotFound");
            app.read("/values/" + id + "/history/4").body("value", is(1));
        }

        @Test
        void comes_in_pages() {
            String id = app.value("a", 1);
            IntStream.rangeClosed(2, 5).forEach(i -> change(id, "a", i));

            app.read("/values/" + id + "/history?limit=2").body("[*].revision", contains(5, 4));
            app.read("/values/" + id + "/history?limit=2&before=4").body("[*].revision", contains(3, 2));
            app.read("/values/" + id + "/history?limit=2&before=2")
                    .body("[*].revision", contains(1))
                    .body("[0].action", is("created"));
            app.read("/values/" + id + "/history?before=1").body("", empty());
            app.read("/values/" + id + "/history?before=999").body("", hasSize(5));
        }

        @Test
        void is_right_in_an_app_of_many_values() {
            String id = app.value("a", 1);
            Map<String, Integer> many = new java.util.TreeMap<>();
            IntStream.range(0, 600).forEach(i -> many.put("many-" + i, i));
            app.post("/values/import", many).statusCode(200);
            change(id, "a", 2);

            app.read("/values/" + id + "/history")
                    .body("[*].revision", contains(3, 1))
                    .body("[*].action", contains("changed", "created"));
            String one = app.read("/values").getString("[?(@.name == 'many-77')]._id");
            app.read("/values/" + one + "/history").body("[*].revision", contains(2));
            app.read("/values/" + one + "/history/2").body("value", is(77));
        }
    }

    @Nested
    class Of_a_secret {
        @Test
        void says_what_changed_and_never_the_content() {
            String id = app.secret("key", MadeUp.content("one"));
            app.put("/secrets/" + id, Map.of("name", "key", "value", MadeUp.content("two")))
                    .statusCode(204);
            app.put("/secrets/" + id, Map.of("name", "renamed", "value", "")).statusCode(204);

            app.read("/secrets/" + id + "/history")
                    .body("[*].revision", contains(3, 2, 1))
                    .body("[*].action", contains("changed", "changed", "created"))
                    .body("[*].content_changed", contains(false, true, true))
                    .body("[0].previous_name", is("key"))
                    .body(not(containsString(MadeUp.MARK)));
            app.get("/secrets/" + id + "/history/1").error(404, "NotFound");
        }
    }

    @Nested
    class Of_an_environment_value {
        @Test
        void lists_its_changes_and_shows_it_as_it_was() {
            String id = app.environmentValue("url", Map.of("qa", "https://qa.invalid"));
            app.put("/environment_values/" + id, Map.of("name", "url", "values", Map.of("production", 1)))
                    .statusCode(200);

            app.read("/environment_values/" + id + "/history")
                    .body("[*].revision", contains(2, 1))
                    .body("[*].content_changed", contains(true, true));
            app.read("/environment_values/" + id + "/history/1")
                    .body("name", is("url"))
                    .body("last_modified", instanceOf(Integer.class))
                    .body("values.qa", is("https://qa.invalid"))
                    .body("values.production", nullValue());
        }
    }

    @Nested
    class With_a_draft_open {
        @Test
        void it_is_the_history_of_what_is_deployed() {
            String id = app.value("a", 1);
            app.draft();
            change(id, "staged", 2);
            String added = app.value("added", 1);

            app.read("/values/" + id + "/history")
                    .body("[*].revision", contains(1))
                    .body("[0].name", is("a"));
            app.read("/values/" + id + "/history/1").body("name", is("a")).body("value", is(1));
            app.get("/values/" + id + "/history/2").error(404, "DeploymentNotFound");
            app.get("/values/" + added + "/history").error(404, "ValueNotFound");
        }

        @Test
        void it_tells_the_author_of_a_change_from_who_deployed_it() {
            String id = app.value("a", 1);
            String draft = app.draft();
            change(id, "a", 2);
            Api colleague = app.colleague();
            String tag = colleague.read("/drafts/" + draft + "/diff").header("ETag");
            colleague
                    .request()
                    .header("If-Match", tag)
                    .body(Map.of("name", "reviewed"))
                    .post(app.path("/drafts/" + draft + "/deployment"))
                    .statusCode(201);

            app.read("/values/" + id + "/history")
                    .body("[*].revision", contains(2, 1))
                    .body("[0].deployment_name", is("reviewed"))
                    .body("[0].user_id", is(user(app)))
                    .body("[0].deployed_by", is(user(colleague)));
        }
    }

    @Test
    void a_reader_may_see_it() {
        String id = app.value("a", 1);
        String secret = app.secret("key", MadeUp.content("reader"));
        Api reader = app.reader();
        reader.read("/values/" + id + "/history").body("", hasSize(1));
        reader.read("/values/" + id + "/history/1").body("value", is(1));
        reader.read("/secrets/" + secret + "/history").body("", hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({"values, ValueNotFound", "secrets, SecretNotFound", "environment_values, EnvironmentValueNotFound"})
    void an_unknown_item_has_none(String kind, String code) {
        app.value("a", 1);
        app.get("/" + kind + "/" + NOWHERE + "/history").error(404, code);
        app.get("/" + kind + "/odd/history").error(404, code);
        if (!kind.equals("secrets")) {
            app.get("/" + kind + "/" + NOWHERE + "/history/1").error(404, code);
        }
    }

    @Test
    void an_item_of_another_kind_or_app_has_none() {
        String id = app.value("a", 1);
        app.get("/secrets/" + id + "/history").error(404, "SecretNotFound");
        app.get("/environment_values/" + id + "/history/1").error(404, "EnvironmentValueNotFound");
        app.anotherApp("other").get("/values/" + id + "/history").error(404, "ValueNotFound");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.0", "99999999999999999999", "2"})
    void a_revision_that_is_not_there_is_not_found(String revision) {
        String id = app.value("a", 1);
        app.get("/values/" + id + "/history/" + revision)
                .statusCode(404)
                .body("error_code", is(revision.equals("0") ? "ValueNotFound" : "DeploymentNotFound"));
    }

    @ParameterizedTest
    @CsvSource({"limit=0, limit", "limit=101, limit", "limit=x, limit", "before=-1, before", "before=1.5, before"})
    void a_bad_parameter_is_named(String query, String name) {
        String id = app.value("a", 1);
        Stream.of("/values/", "/secrets/", "/environment_values/")
                .forEach(kind -> app.get(kind + id + "/history?" + query)
                        .error(400, "InvalidParameter")
                        .body("details[0].field", is(name)));
    }
}
