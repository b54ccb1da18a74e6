package io.valise.platform;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.Program;
import io.valise.testing.Request;
import io.valise.testing.UnusualSettings;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service below a root path, and behind a proxy that removes a prefix from the path. */
@QuarkusTest
@InProcess("a setting of the build")
@TestProfile(UnusualSettings.class)
class PublicPathsTest {
    private static final String PREFIX = "X-Forwarded-Prefix";
    private static final HttpClient WITHOUT_REDIRECTS = HttpClient.newHttpClient();

    @TestHTTPResource("/")
    URI server;

    @Inject
    Given given;

    /** From a resource, from the filter before it, and from outside of the API. */
    @ParameterizedTest
    @CsvSource({
        "/api/admin/v3.0/groups/no/apps, InvalidSession",
        "/api/client/v1/apps/none-abcde/values, InvalidSession",
        "/nothing, NotFound"
    })
    void errors_link_to_where_the_client_finds_the_page(String path, String code) {
        given().get(path).body("link", equalTo("/valise/docs/errors#" + code));
        given().header(PREFIX, "/tools/").get(path).body("link", equalTo("/tools/valise/docs/errors#" + code));
        given().get("/docs/errors").statusCode(200).contentType("text/html");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https://evil.example",
                "/a/../b",
                "/.",
                "/a//b",
                "/a?b",
                "/a\"b",
                "/a,/b",
                "a",
                "/%2e%2e"
            })
    void what_is_not_a_prefix_is_ignored(String prefix) {
        given().header(PREFIX, prefix).get("/nothing").body("link", equalTo("/valise/docs/errors#NotFound"));
    }

    @Test
    void several_prefixes_are_ignored_since_one_may_be_the_client_s() {
        given().header(PREFIX, "/a", "/b").get("/nothing").body("link", equalTo("/valise/docs/errors#NotFound"));
    }

    @Test
    void the_api_s_document_names_the_prefix_as_the_server() {
        for (String format : List.of("json", "yaml")) {
            String path = "/openapi?format=" + format;
            String usual = given().get(path).statusCode(200).asString();
            String below =
                    given().header(PREFIX, "/tools").get(path).statusCode(200).asString();
            assertThat(usual).contains("/valise/api/admin/v3.0/auth/providers").doesNotContain("/tools");
            assertThat(below.lines().filter(line -> !usual.contains(line)))
                    .singleElement()
                    .asString()
                    .contains("\"/tools\"");
            assertThat(given().get(path).asString()).isEqualTo(usual);
        }
    }

    @Test
    void absolute_addresses_name_the_prefix() {
        Api app = Api.withNewApp(given.accessToken(), "shop");
        app.get("/description").body("realm_url", containsString(server.getPort() + "/valise/groups/"));
        app.request()
                .header(PREFIX, "/tools")
                .header("X-Forwarded-Proto", "https")
                .get(app.path("/description"))
                .body("realm_url", startsWith("https://"))
                .body("realm_url", containsString("/tools/valise/groups/"));
    }

    @Test
    void redirects_are_relative() {
        Request.to("http://localhost:" + server.getPort(), WITHOUT_REDIRECTS)
                .get("/valise")
                .statusCode(302)
                .header("Location", "valise/");
        Request.to(Request.server(), WITHOUT_REDIRECTS)
                .get("/swagger-ui")
                .statusCode(302)
                .header("Location", "swagger-ui/");
    }

    @Test
    void pages_have_only_relative_addresses() {
        String console = given().get("/")
                .statusCode(200)
                .header("Content-Security-Policy", containsString("script-src 'self'"))
                .asString();
        assertThat(console).contains("src=\"./static/").doesNotContain("src=\"/", "href=\"/");
        String swagger = given().get("/swagger-ui/")
                .statusCode(200)
                .header("Content-Security-Policy", containsString("script-src 'self';"))
                .asString();
        assertThat(swagger).contains("src=\"start.js\"").doesNotContain("src=\"/", "href=\"/");
        given().get("/swagger-ui/start.js").statusCode(200);
        given().get("/swagger-ui/swagger-ui-bundle.js").statusCode(200);
    }

    @Test
    void limits_filters_and_the_api_work_below_the_root_path() {
        Api api = Api.withNewApp(given.accessToken(), "shop");
        api.value("greeting", "hello");
        assertThat(Program.of(api).value("greeting")).isEqualTo("\"hello\"");
        given().get("/api/admin/v3.0/auth/providers/").statusCode(200);
        given().get("//api/admin/v3.0/auth/providers").statusCode(200);
        Answer wrong = api.delete("/values").error(405, "MethodNotAllowed");
        assertThat(wrong.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
        api.post("/values/import?diff", "{}").error(400, "InvalidParameter");
        given().post("/docs/errors").error(405, "MethodNotAllowed");
        given().get("/q/health/live").statusCode(200);
        assertThat(given().get("/q/metrics").asString())
                .contains(
                        "uri=\"/api/admin/v3.0/auth/providers\"",
                        "uri=\"/api/client/v1/apps/{clientAppId}/values/{name}\"")
                .doesNotContain("uri=\"/valise", "/q/health");
    }
}
