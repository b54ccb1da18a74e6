package io.valise.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.jayway.jsonpath.JsonPath;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit by person, app, name and time. */
@OnAnyStore
@QuarkusTest
class AuditFiltersTest {
    @Inject
    Given given;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "shop");
    }

    private String projectLog() {
        return app.apps().replaceAll("/apps$", "/audit");
    }

    private static String user(Api caller) {
        return caller.request().get(Api.PREFIX + "/auth/profile").path("user_id");
    }

    private List<String> actions(Api caller, String path, String query) {
        List<String> found = caller.request()
                .get(path + "?limit=1000&" + query)
                .statusCode(200)
                .getList("[*].action");
        List<String> lines = caller.request()
                .accept("application/x-ndjson")
                .get(path + "?" + query)
                .statusCode(200)
                .asString()
                .lines()
                .map(line -> JsonPath.<String>read(line, "action"))
                .toList();
        assertThat(lines).as("as JSON lines").isEqualTo(found);
        return found;
    }

    @Test
    void by_person() {
        Api colleague = app.colleague();
        app.value("a", 1);
        colleague.value("b", 1);
        colleague.secret("key", MadeUp.content("key"));

        for (String path : List.of(app.path("/audit"), projectLog())) {
            assertThat(actions(app, path, "action=value.create&actor=" + user(app)))
                    .containsExactly("value.create");
            assertThat(actions(app, path, "actor=" + user(colleague)))
                    .startsWith("secret.create", "value.create")
                    .doesNotContain("app.create");
            assertThat(actions(app, path, "actor=" + app.app())).isEmpty();
        }
    }

    @Test
    void by_name_of_the_target_or_of_one_of_several_items() {
        String id = app.value("greeting", 1);
        app.value("greeting2", 1);
        app.put("/values/" + id, Map.of("name", "greeting", "value", 2)).statusCode(200);
        app.post("/values/import", Map.of("greeting", 3, "other", 4)).statusCode(200);

        for (String path : List.of(app.path("/audit"), projectLog())) {
            assertThat(actions(app, path, "name=greeting"))
                    .containsExactly("value.import", "value.update", "value.create");
            assertThat(actions(app, path, "name=other")).containsExactly("value.import");
            assertThat(actions(app, path, "name=greet")).isEmpty();
            assertThat(actions(app, path, "name=greeting&action=value.create&actor=" + user(app)))
                    .containsExactly("value.create");
        }
        List<String> paged = new ArrayList<>();
        String before = "";
        for (int i = 0; i < 3; i++) {
            var page = app.read("/audit?name=greeting&limit=1&before=" + before).body("", hasSize(1));
            before = page.getString("[0]._id");
            paged.add(page.getString("[0].action"));
        }
        assertThat(paged).containsExactly("value.import", "value.update", "value.create");
    }

    @Test
    void by_time() {
        app.value("a", 1);
        long at = app.read("/audit").getLong("[0].at");
        for (String path : List.of(app.path("/audit"), projectLog())) {
            assertThat(actions(app, path, "action=value.create&from=" + at)).containsExactly("value.create");
            assertThat(actions(app, path, "action=value.create&to=" + (at + 1))).containsExactly("value.create");
            assertThat(actions(app, path, "from=" + (at + 1))).isEmpty();
            assertThat(actions(app, path, "action=value.create&to=" + at)).isEmpty();
            assertThat(actions(app, path, "action=value.create&from=" + at + "&to=" + (at + 1)))
                    .containsExactly("value.create");
        }
    }

    @Test
    void by_app_in_the_projects_log_even_after_it_was_deleted() {
        Api other = app.anotherApp("other");
        other.value("b", 1);
        app.value("a", 1);
        other.delete("").statusCode(204);

        assertThat(actions(app, projectLog(), "app=" + app.app())).containsExactly("value.create", "app.create");
        assertThat(actions(app, projectLog(), "app=" + other.app()))
                .containsExactly("app.delete", "value.create", "app.create");
        assertThat(actions(app, projectLog(), "name=b&app=" + app.app())).isEmpty();
        Api stranger = Api.withNewApp(given.accessToken(), "strange");
        assertThat(actions(app, projectLog(), "app=" + stranger.app())).isEmpty();
        app.request()
                .get(projectLog() + "?app=" + app.app() + "&before="
                        + stranger.read("/audit").getString("[0]._id"))
                .error(400, "InvalidParameter");
    }

    @Test
    void a_name_in_somebody_elses_draft_is_not_found_by_it() {
        Api colleague = app.colleague();
        app.value("upcoming", 1);
        app.delete("/values/" + app.read("/values").getString("[0]._id")).statusCode(204);
        String draft = app.draft();
        app.value("upcoming", 2);
        app.post("/values/import", Map.of("upcoming", 3, "secretly", 4)).statusCode(200);

        for (String path : List.of(app.path("/audit"), projectLog())) {
            assertThat(actions(app, path, "name=upcoming"))
                    .containsExactly("value.import", "value.create", "value.delete", "value.create");
            assertThat(actions(colleague, path, "name=upcoming")).containsExactly("value.delete", "value.create");
            assertThat(actions(colleague, path, "name=secretly")).isEmpty();
            // A page is as full as if the withheld records did not exist.
            colleague
                    .request()
                    .get(path + "?name=upcoming&limit=1")
                    .statusCode(200)
                    .body("[*].action", is(List.of("value.delete")));
            assertThat(actions(colleague, path, "draft=x&actor=" + user(app))).contains("value.import");
        }
        app.deploy(draft);
        assertThat(actions(colleague, app.path("/audit"), "name=secretly")).containsExactly("value.import");
    }

    @Test
    void readers_may_filter_too() {
        app.value("a", 1);
        assertThat(actions(app.reader(), app.path("/audit"), "name=a")).containsExactly("value.create");
    }

    @ParameterizedTest
    @CsvSource({
        "actor=x, actor",
        "actor=6650c0ffee0123456789abcg, actor",
        "from=yesterday, from",
        "from=-1, from",
        "to=1.5, to",
        "to=9999999999999, to"
    })
    void an_invalid_filter_is_named(String query, String field) {
        for (String path : List.of(app.path("/audit"), projectLog())) {
            for (String type : List.of("application/json", "application/x-ndjson")) {
                app.request()
                        .accept(type)
                        .get(path + "?" + query)
                        .error(400, "InvalidParameter")
                        .body("details[0].field", is(field));
            }
        }
    }

    @Test
    void an_invalid_app_is_named() {
        app.request()
                .get(projectLog() + "?app=shop")
                .error(400, "InvalidParameter")
                .body("details[0].field", is("app"));
    }

    @Test
    void a_name_that_is_too_long_is_refused() {
        app.get("/audit?name=" + "n".repeat(1025))
                .error(400, "InvalidParameter")
                .body("details[0].field", is("name"));
    }
}
