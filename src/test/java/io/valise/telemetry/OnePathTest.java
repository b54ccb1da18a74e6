package io.valise.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.RawHttp;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However its path is spelled, a request gets the same headers, log line, metrics and authentication. */
@QuarkusTest
class OnePathTest {
    @Inject
    Given given;

    @TestHTTPResource("/")
    URI server;

    private Api app;
    private Program program;
    private RequestLines lines;

    @BeforeEach
    void anAppWithAProgram() {
        app = Api.withNewApp(given.accessToken(), "app");
        app.value("greeting", "hello");
        program = Program.of(app);
        lines = RequestLines.listen();
    }

    @AfterEach
    void close() {
        lines.close();
    }

    private String get(String path, String id, String token) throws IOException {
        return RawHttp.send(
                server,
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: " + id
                        + "\r\nAuthorization: Bearer " + token + "\r\n\r\n");
    }

    /** Spellings of the path; {@code @} stands for what follows {@code /api}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api@",
                "//api@",
                "///api/@",
                "/./api@",
                "/.//api@",
                "/x/../api@",
                "/%61pi@",
                "/%2e/api@",
                "/q/../api@",
                "/static/%2E%2e/api@",
                "/api@/",
                "http://elsewhere.example//api@"
            })
    @InProcess("the log")
    void every_accepted_form_of_a_path_is_handled_alike(String form) throws Exception {
        for (String rest : new String[] {"/values", "/values/greeting"}) {
            String path = form.replace("@", program.path(rest).substring("/api".length()));
            String id = UUID.randomUUID().toString();
            assertThat(get(path, id, program.token()))
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("Cache-Control: no-store\r\n")
                    .containsIgnoringCase("X-Content-Type-Options: nosniff\r\n")
                    .containsIgnoringCase("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n")
                    .contains("hello");
            assertThat(lines.of(id).text()).startsWith("GET /api/client/v1/apps/{clientAppId}/values");
            assertThat(get(path, id, "vrt_nobody")).startsWith("HTTP/1.1 401 ");
        }
        String admin = form.replace("@", app.path("/values").substring("/api".length()));
        String id = UUID.randomUUID().toString();
        assertThat(get(admin, id, app.token())).startsWith("HTTP/1.1 200 ").containsIgnoringCase("no-store");
        assertThat(lines.of(id).text()).startsWith("GET /api/admin/v3.0/groups/{groupId}/apps/{appId}/values 200");
        assertThat(get(admin, id, "nobody")).startsWith("HTTP/1.1 401 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api;x@",
                "/;/api@",
                "/api@;x",
                "/api%2F@",
                "/%2Fapi@",
                "/x/..%2Fapi@",
                "/x/..;/api@",
                "/api%5C@",
                "/%5Capi@",
                "/api%00@",
                "/api@%00",
                "/api@%0a",
                "/api%3B@",
                "/api@|",
                "/api@%zz",
                "/api@\\",
                "/api@?x=^"
            })
    void ambiguous_forms_of_a_path_are_refused(String form) throws Exception {
        for (String path : new String[] {program.path("/values"), program.path("/values/greeting")}) {
            assertThat(get(form.replace("@", path.substring("/api".length())), "refused", program.token()))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"error_code\":\"BadRequest\"")
                    .containsIgnoringCase("Content-Type: application/json\r\n")
                    .containsIgnoringCase("Cache-Control: no-store\r\n")
                    .containsIgnoringCase("X-Content-Type-Options: nosniff\r\n")
                    .containsIgnoringCase("Connection: close\r\n")
                    .contains("X-Request-Id: refused\r\n")
                    .doesNotContain("hello");
        }
    }

    /** Strings that are not URIs are refused as well. */
    @ParameterizedTest
    @ValueSource(strings = {"/api\\x@", "/\\api@", "/api%@", "/api%zz@", "/api\u0001@", "/api@%"})
    void invalid_paths_are_refused(String form) throws Exception {
        String path = form.replace("@", program.path("/values").substring("/api".length()));
        String answer = RawHttp.send(
                server,
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + program.token()
                        + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("hello");
    }
}
