package io.valise.apps;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the official command line asks for and this service does not have, at every route and method that it uses. */
@QuarkusTest
class AbsentTest {
    private static final String ID = "6650c0ffee0123456789abcd";

    /** Lists every command with the sentence that it is refused with. */
    private static final Path PAGE = Path.of("docs/files.md");

    @Inject
    Given given;

    private Api api;

    @BeforeEach
    void app() {
        api = Api.withNewApp(given.accessToken(), "shop");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /users?status=enabled&provider_types=api-key, no users",
        "POST, /users, no users",
        "GET, /users/" + ID + ", no users",
        "DELETE, /users/" + ID + ", no users",
        "PUT, /users/" + ID + "/disable, no users",
        "PUT, /users/" + ID + "/enable, no users",
        "PUT, /users/" + ID + "/logout, no users",
        "GET, /user_registrations/pending_users, no users",
        "POST, /api_keys, no API keys of users",
        "GET, /logs?errors_only=true, no logs",
        "GET, /security/access_list, no access lists",
        "POST, /security/access_list, no access lists",
        "PATCH, /security/access_list/" + ID + ", no access lists",
        "DELETE, /security/access_list/" + ID + ", no access lists",
        "GET, /sync/client_schemas/TYPE_SCRIPT, no data models",
        "GET, /templates, no templates",
        "GET, /templates/triggers/client, no templates"
    })
    void routes_of_an_app_say_what_there_is_not(String method, String route, String sentence) throws IOException {
        Answer refusal = api.request()
                .body("{}")
                .send(method, api.path(route))
                .error(404, "NotSupported")
                .body("error", containsString("Valise has " + sentence));
        assertThat(Files.readString(PAGE)).contains("*" + refusal.getString("error") + "*");
        given().send(method, api.path(route)).error(401, "InvalidSession");
        api.to(ID).request().send(method, api.to(ID).path(route)).error(404, "AppNotFound");
        Api stranger = Api.of(given.accessToken());
        stranger.request().send(method, api.path(route)).error(404, "ProjectNotFound");
        if (!method.equals("GET")) {
            api.reader().request().send(method, api.path(route)).error(403, "Forbidden");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/atlas/v1.0/groups/" + ID + "/clusters, no clusters",
        "/api/atlas/v1.0/groups/" + ID + "/serverless, no clusters",
        "/api/atlas/v1.0/groups/" + ID + "/dataLakes, no clusters"
    })
    void routes_of_atlas_say_what_there_is_not(String route, String sentence) {
        given().get(route).error(404, "NotSupported").body("error", containsString("Valise has " + sentence));
    }

    @Test
    void templates_for_new_apps_are_refused() {
        api.request().get(Api.PREFIX + "/templates").error(404, "NotSupported");
        given().get(Api.PREFIX + "/templates").error(401, "InvalidSession");
        assertThat(api.request()
                        .body("{\"name\": \"todo\", \"template_id\": \"triggers\"}")
                        .post(api.apps())
                        .statusCode(400)
                        .getString("error"))
                .contains("template_id");
    }

    @Test
    void a_password_is_no_way_to_log_in() {
        given().contentType("application/json")
                .body("{\"username\": \"a\", \"password\": \"b\"}")
                .post(Api.PREFIX + "/auth/providers/local-userpass/login")
                .error(404, "NotSupported")
                .body("error", containsString("--private-api-key"));
    }

    @ParameterizedTest
    @CsvSource({"GET, /nothing", "GET, /user", "POST, /log", "GET, /security", "GET, /values/x/y", "GET, /logsx"})
    void other_routes_are_still_not_found(String method, String route) {
        api.request().body("{}").send(method, api.path(route)).error(404, "NotFound");
    }
}
