package io.valise.errors;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.RawHttp;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ErrorsTest {
    @Inject
    Given given;

    @TestHTTPResource("/")
    URI server;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    @Nested
    class A_route {
        @Test
        void links_to_this_service_whatever_prefix_a_client_names() {
            given().header("X-Forwarded-Prefix", "/elsewhere")
                    .get("/api/admin/v3.0/nothing")
                    .body("link", equalTo("/docs/errors#InvalidSession"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/nothing",
                    "/api",
                    "/api/admin",
                    "/api/client/v1/nothing",
                    "/q/nothing",
                    "/index.php?x=%3Cscript%3E",
                    "/%2e%2e/etc/passwd"
                })
        void that_does_not_exist_is_not_found(String route) {
            for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
                given().send(method, route).error(404, "NotFound").body("error", not(containsString("<script>")));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"/nothing", "/values/x/y", "/secrets/x/y", "/deploy", "/nothing/at/all/here", "/values//x/y"
                })
        void of_an_app_that_does_not_exist_is_not_found(String route) {
            app.get(route).error(404, "NotFound");
            app.post(route, "{}").error(404, "NotFound");
        }

        @ParameterizedTest
        @CsvSource({
            "PATCH, /values, 'GET, HEAD, OPTIONS, POST'",
            "DELETE, /values, 'GET, HEAD, OPTIONS, POST'",
            "PUT, /values, 'GET, HEAD, OPTIONS, POST'",
            "POST, /environment, 'OPTIONS, PUT'",
            "PUT, /deploy/config, 'GET, HEAD, OPTIONS, PATCH'",
            "PATCH, /drafts, 'GET, HEAD, OPTIONS, POST'",
            "DELETE, /deployments, 'GET, HEAD, OPTIONS'",
            "GET, /drafts/6650c0ffee0123456789abcd/deployment, 'OPTIONS, POST'",
            "GET, /deployments/6650c0ffee0123456789abcd/redeploy, 'OPTIONS, POST'",
            "POST, /values/6650c0ffee0123456789abcd, 'DELETE, GET, HEAD, OPTIONS, PUT'",
            "TRACE, /values, 'GET, HEAD, OPTIONS, POST'",
            "GET, /values/import, 'OPTIONS, POST'",
            "DELETE, /values/import, 'OPTIONS, POST'",
            "PUT, /secrets/import, 'OPTIONS, POST'",
            "DELETE, /secrets/missing, 'GET, HEAD, OPTIONS'"
        })
        void lists_the_methods_it_accepts(String method, String route, String allow) {
            app.request()
                    .body("{}")
                    .send(method, app.path(route))
                    .error(405, "MethodNotAllowed")
                    .header("Allow", allow);
            app.request().send("OPTIONS", app.path(route)).statusCode(200).header("Allow", allow);
        }

        @ParameterizedTest
        @CsvSource({
            "POST, /api/admin/v3.0/auth/profile, 'GET, HEAD, OPTIONS'",
            "GET, /api/admin/v3.0/auth/session, 'DELETE, OPTIONS, POST'",
            "POST, /api/public/v1.0/groups, 'GET, HEAD, OPTIONS'",
            "PUT, /api/client/v1/apps/a/values, 'GET, HEAD, OPTIONS'",
            "DELETE, /api/client/v1/apps/a/values/x, 'GET, HEAD, OPTIONS'",
            "POST, /api/client/v1/apps/a/events, 'GET, HEAD, OPTIONS'",
            "POST, /q/health, 'GET, HEAD, OPTIONS'",
            "DELETE, /q/metrics, 'GET, HEAD, OPTIONS'",
            "POST, /openapi, 'GET, HEAD, OPTIONS'",
            "PUT, /swagger-ui/, 'GET, HEAD, OPTIONS'",
            "POST, /, 'GET, HEAD, OPTIONS'"
        })
        void outside_of_an_app_lists_them_too(String method, String route, String allow) {
            app.request()
                    .body("{}")
                    .send(method, route)
                    .error(405, "MethodNotAllowed")
                    .header("Allow", allow);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"/api/admin/v3.0/auth/profile", "/api/admin/v3.0/nothing", "/api/client/v1/apps/a/values"})
        void that_requires_a_token_says_so(String route) {
            given().get(route).error(401, "InvalidSession").header("WWW-Authenticate", "Bearer");
        }

        @Test
        void that_requires_a_digest_says_so() {
            given().get("/api/public/v1.0/groups")
                    .statusCode(401)
                    .header("WWW-Authenticate", matchesPattern("Digest .*"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"text/html", "application/xml", "image/png;q=1"})
        void does_not_offer_every_media_type(String accepted) {
            app.request().accept(accepted).get(app.path("/values")).error(406, "NotAcceptable");
        }

        @ParameterizedTest
        @ValueSource(strings = {"*/*", "application/json", "application/*", "text/html, */*;q=0.1", ""})
        void answers_json_to_clients_that_accept_it(String accepted) {
            app.request().header("Accept", accepted).get(app.path("/values")).statusCode(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "image/png"})
        void does_not_accept_every_media_type(String type) throws Exception {
            for (String request : List.of(
                    "POST " + app.path("/values"),
                    "PUT " + app.path("/environment"),
                    "PATCH " + app.path("/deploy/config"))) {
                assertThat(raw(request, "Content-Type: " + type + "\r\nContent-Length: 2\r\n\r\n{}"))
                        .startsWith("HTTP/1.1 415 ")
                        .contains("\"error_code\":\"UnsupportedMediaType\"")
                        .containsIgnoringCase("\r\nContent-Type: application/json\r\n");
            }
        }

        @ParameterizedTest
        @CsvSource({
            "application/json, 201",
            "application/json;charset=utf-8, 201",
            "APPLICATION/JSON, 201",
            "application/json; charset=\"UTF-8\"; x=y, 201",
            "'', 415",
            "json, 400"
        })
        void accepts_json_by_its_media_type(String type, int status) throws Exception {
            String body = "{\"name\":\"a\",\"value\":\"\u00C3\u00A4\"}";
            assertThat(raw(
                            "POST " + app.path("/values"),
                            "Content-Type: " + type + "\r\nContent-Length: 25\r\n\r\n" + body))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains(Map.of(201, "\"ä\"", 400, "\"BadRequest\"", 415, "\"UnsupportedMediaType\"")
                            .get(status));
        }

        @Test
        void may_begin_with_two_slashes() throws Exception {
            String body = "Content-Type: application/json\r\nContent-Length: 22\r\n\r\n{\"name\":\"a\",\"value\":1}";
            assertThat(raw("GET /" + app.path("/values"), "\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(raw("POST /" + app.path("/values"), body)).startsWith("HTTP/1.1 201 ");
            assertThat(raw("GET /" + app.path("/nothing"), "\r\n")).startsWith("HTTP/1.1 404 ");
            assertThat(RawHttp.send(
                            server,
                            "GET /" + app.path("/values") + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("\"InvalidSession\"");
        }
    }

    @Nested
    class A_body {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{",
                    "{\"name\"",
                    "{\"name\":\"a\",}",
                    "{'name':'a'}",
                    "{name:1}",
                    "{\"name\":\"a\tb\"}",
                    "{\"value\":tru}",
                    "{\"value\":01}",
                    "{\"value\":NaN}",
                    "{\"value\":1.}",
                    "{\"value\":\"\\x\"}",
                    "{\"value\":\"\\ud8\"}",
                    "{\"name\":\"a\",\"value\":1}}",
                    "{\"name\":\"a\",\"value\":1} x",
                    "<name>a</name>",
                    "\u0000",
                    "nil"
                })
        void that_is_not_json_is_refused(String body) {
            app.post("/values", body).error(400, "MalformedJson").body("details", nullValue());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"[]", "[{\"name\":\"a\",\"value\":1}]", "\"a\"", "\"\"", "1", "1.5", "true", "null", "", " "
                })
        void that_is_not_an_object_is_refused(String body) {
            for (String route : List.of("/values", "/secrets", "/environment_values")) {
                app.post(route, body).error(400, "InvalidParameter").body("details", hasSize(1));
            }
            app.put("/environment", body).error(400, "InvalidParameter");
            app.request().body(body).post(app.apps()).error(400, "InvalidParameter");
        }

        @Test
        void that_is_not_utf_8_is_refused() throws Exception {
            byte[] latin = "{\"name\":\"a\",\"value\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
            byte[] cut = bytes("{\"name\":\"a\",\"value\":\"", 0xF0, 0x9F, "\"}");
            byte[] noise = new byte[] {0, 0, 0, '{', 0, 0x20, 0, 0};
            for (byte[] body : List.of(latin, cut, noise)) {
                for (String route : List.of("/values", "/drafts")) {
                    HttpResponse<String> answer = send("POST", route, HttpRequest.BodyPublishers.ofByteArray(body));
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
                    assertThat(answer.body()).contains("\"MalformedJson\"");
                }
            }
            app.get("/values").body("", hasSize(0));
        }

        /** The parser accepts it, but what is stored must be valid text. */
        @Test
        void in_an_invalid_form_of_utf_8_is_stored_as_valid_text() throws Exception {
            byte[] overlong = bytes("{\"name\":\"a\",\"value\":\"", 0xC0, 0xAF, "\"}");
            byte[] surrogate = bytes("{\"name\":\"b\",\"value\":\"", 0xED, 0xA0, 0xBD, "\"}");
            for (byte[] body : List.of(overlong, surrogate)) {
                HttpResponse<String> answer = send("POST", "/values", HttpRequest.BodyPublishers.ofByteArray(body));
                assertThat(answer.statusCode()).isIn(201, 400);
                assertThat(answer.body()).containsAnyOf("\"/\"", "\"\\ud83d\"", "MalformedJson");
            }
        }

        @Test
        void in_another_encoding_of_unicode_is_never_misread() throws Exception {
            for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32BE")) {
                byte[] body = "{\"name\":\"a\",\"value\":\"é\"}".getBytes(Charset.forName(charset));
                HttpResponse<String> answer = send("POST", "/values", HttpRequest.BodyPublishers.ofByteArray(body));
                assertThat(answer.statusCode()).isIn(201, 400, 409);
                assertThat(answer.body()).containsAnyOf("\"é\"", "MalformedJson", "ValueDuplicateName");
            }
        }

        @Test
        void of_1000_levels_is_refused_wherever_they_are() {
            String deep = "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000);
            for (String body : List.of(deep, "{\"name\":\"a\",\"unknown\":" + deep + "}")) {
                app.post("/values", body).error(400, "LimitExceeded");
                app.post("/secrets", body).error(400, "LimitExceeded");
                app.post("/drafts", body).error(400, "LimitExceeded");
            }
        }

        @Test
        void with_a_number_of_too_many_digits_is_refused() {
            app.post("/values", "{\"name\":\"a\",\"value\":" + "9".repeat(100_000) + "}")
                    .error(400, "LimitExceeded");
            app.post("/values", "{\"name\":\"a\",\"value\":" + "9".repeat(900) + "." + "9".repeat(90) + "}")
                    .statusCode(201);
        }

        @Test
        void of_100_mb_is_refused_before_it_is_sent() throws Exception {
            assertThat(sendHuge(false))
                    .startsWith("HTTP/1.1 413 ")
                    .containsIgnoringCase("\r\nContent-Type: application/json\r\n")
                    .contains("\"error_code\":\"PayloadTooLarge\"");
        }

        @Test
        void of_100_mb_is_refused_also_to_a_client_that_sends_all_of_it_first() throws Exception {
            HttpResponse<String> answer =
                    send("POST", "/values", HttpRequest.BodyPublishers.ofByteArray(new byte[100 << 20]));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(answer.body()).contains("\"error_code\":\"PayloadTooLarge\"");
        }

        /** The server counts the bytes and answers by itself, without a body. */
        @Test
        void of_100_mb_without_a_length_is_refused_too() throws Exception {
            assertThat(sendHuge(true)).startsWith("HTTP/1.1 413 ");
        }

        /** Sends like a client that reads the answer while it is still sending. */
        private String sendHuge(boolean chunked) throws IOException {
            byte[] piece = new byte[1 << 20];
            Arrays.fill(piece, (byte) ' ');
            try (Socket socket = new Socket(server.getHost(), server.getPort())) {
                socket.setSoTimeout(20_000);
                var out = socket.getOutputStream();
                out.write(head("POST " + app.path("/values"))
                        .concat("Content-Type: application/json\r\n")
                        .concat(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: 104857600\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                try {
                    for (int sent = 0; sent < 100 && socket.getInputStream().available() == 0; sent++) {
                        out.write((chunked ? "100000\r\n" : "").getBytes(StandardCharsets.ISO_8859_1));
                        out.write(piece);
                        out.write((chunked ? "\r\n" : "").getBytes(StandardCharsets.ISO_8859_1));
                    }
                } catch (IOException closedByTheServer) {
                    // The answer it sent before can still be read.
                }
                byte[] answer = new byte[2_000];
                int length = socket.getInputStream().read(answer);
                return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "/values, '{\"name\":{},\"value\":1}', name",
            "/values, '{\"name\":\"a\",\"value\":1,\"private\":{}}', private",
            "/environment_values, '{\"name\":\"a\",\"values\":1}', values",
            "/secrets, '{\"name\":[\"a\"],\"value\":\"x\"}', name",
            "/secrets, '{\"name\":\"a\",\"value\":7}', value"
        })
        void with_a_wrong_type_is_refused_naming_the_field(String route, String body, String field) {
            app.post(route, body).error(400, "InvalidParameter").body("details[0].field", is(field));
        }
    }

    @Nested
    class A_request {
        @ParameterizedTest
        @ValueSource(strings = {"/%zz", "/values/%", "/values/%f", "/values?limit=%zz", "/%c0%af", "/values/%00"})
        void with_a_path_that_cannot_be_decoded_is_refused(String rest) throws Exception {
            String answer = raw("GET " + app.path(rest), "\r\n");
            assertThat(answer).matches("(?s)HTTP/1.1 (200|400|404) .*");
            assertThat(answer).doesNotContain("Exception");
        }

        @Test
        void with_headers_that_are_too_large_is_refused() throws Exception {
            String answer = raw("GET " + app.path("/values"), "X-Much: " + "x".repeat(100_000) + "\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 431 ").doesNotContain("Exception");
        }

        @Test
        void with_an_address_that_is_too_long_is_refused() throws Exception {
            String answer = raw("GET " + app.path("/values?" + "x".repeat(100_000)), "\r\n");
            assertThat(answer).startsWith("HTTP/1.0 414 ").doesNotContain("Exception");
        }

        @Test
        void that_is_not_http_is_refused() throws Exception {
            assertThat(RawHttp.send(server, "hello\r\n\r\n"))
                    .startsWith("HTTP/1.0 400 ")
                    .doesNotContain("Exception");
        }
    }

    @Nested
    @InProcess("routes that only tests have")
    class A_fault {
        private Answer fail(String kind) {
            return app.request().get(Api.PREFIX + "/faults/" + kind);
        }

        @ParameterizedTest
        @ValueSource(strings = {"bug", "error", "checked", "reply"})
        void of_the_service_reveals_only_its_id_in_the_log(String kind) {
            fail(kind)
                    .error(500, "InternalServerError")
                    .body("error", not(containsString("internals")))
                    .body("error", matchesPattern(".* [0-9a-f]{16}"));
        }

        @Test
        void of_the_request_without_a_code_of_its_own_is_a_bad_request() {
            fail("request").error(400, "BadRequest").body("error", not(containsString("internals")));
        }

        @Test
        void of_the_store_says_when_to_retry() {
            fail("store")
                    .error(503, "StoreUnavailable")
                    .header("Retry-After", "2")
                    .body("error", not(containsString("internals")));
            fail("silence").error(503, "OutcomeUnknown").header("Retry-After", "2");
        }
    }

    private String head(String request) {
        return request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + app.token() + "\r\n";
    }

    private String raw(String request, String headersAndBody) throws IOException {
        return RawHttp.send(server, head(request) + headersAndBody);
    }

    private HttpResponse<String> send(String method, String route, HttpRequest.BodyPublisher body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.resolve(app.path(route)))
                                .header("Authorization", "Bearer " + app.token())
                                .header("Content-Type", "application/json")
                                .method(method, body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] bytes(Object... parts) {
        StringBuilder latin = new StringBuilder();
        for (Object part : parts) {
            latin.append(part instanceof Integer octet ? String.valueOf((char) octet.intValue()) : part);
        }
        return latin.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
