package io.valise.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.RawHttp;
import io.valise.testing.Answer;
import io.valise.testing.BulkApi;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that contain no names and contents, or more than a server should accept. */
@QuarkusTest
class BodiesTest {
    private static final byte[] MEGABYTE = "#".repeat(1024 * 1024).getBytes(StandardCharsets.UTF_8);

    @Inject
    BulkApi api;

    @TestHTTPResource("/")
    URI server;

    BulkApi.App app;

    @BeforeEach
    void anApp() {
        app = api.newApp();
    }

    private Answer refused(String type, String body, String code) {
        Answer answer = app.importing("values", type, body).statusCode(400).body("error_code", equalTo(code));
        assertThat(app.names("values")).isEmpty();
        return answer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1",
                "{\"a\": 1} x",
                "{\"a\": 1}{\"b\": 1}",
                "[1]",
                "\"a\"",
                " ",
                "{\"a\": 01}",
                "{'a': 1}"
            })
    void malformed_JSON(String body) {
        refused("application/json", body, "MalformedJson");
    }

    @Test
    void JSON_that_is_nested_too_deep() {
        refused("application/json", "{\"a\": " + "[".repeat(1_000) + "]".repeat(1_000) + "}", "LimitExceeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b: c",
                "a: [1",
                "a:\n\t- b",
                "a: 'x",
                "- a",
                "a",
                "# nothing",
                " ",
                "a: 1\n---\nb: 2",
                "a: @x",
                "? [a]\n: b",
                "a: {? {b: c} : d}",
                "a: \"\\q\"",
                "%YAML 9.9\n---\na: 1",
                "a: \u0007",
                "&a a: *a"
            })
    void malformed_YAML(String body) {
        refused("application/yaml", body, "InvalidParameter").body("details", hasSize(1));
    }

    @Test
    void YAML_that_is_nested_too_deep() {
        refused("application/yaml", "a: " + "[".repeat(100_000), "InvalidParameter");
        refused("application/yaml", "a: " + "[".repeat(200) + "]".repeat(200), "InvalidParameter");
        refused("application/yaml", "a:\n " + "- ".repeat(100_000), "InvalidParameter");
    }

    @Test
    void YAML_that_expands() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(9))
                    .append("x]\n");
        }

        refused("application/yaml", bomb.toString(), "InvalidParameter").body("details", hasSize(81));
        refused("application/yaml", "a: &a [*a]", "InvalidParameter")
                .body("details[*].field", contains("line 1, column 8"));
        refused("application/yaml", "a: &x {b: 1}\nc:\n  <<: *x", "InvalidParameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "application/yaml"})
    void bytes_that_are_no_UTF_8(String type) {
        app.importing("values", type, new byte[] {'a', '=', (byte) 0xC3, (byte) 0x28})
                .statusCode(400)
                .body("error_code", equalTo("BadRequest"))
                .body("error", equalTo("the body is not UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "application/yaml"})
    void no_bytes_at_all_even_where_they_would_remove_everything(String type) {
        app.importing("values", "text/plain", "a=1").statusCode(200);

        app.importing("values?replace=true", type, new byte[0])
                .statusCode(400)
                .body("error", equalTo("the body is empty"));
        assertThat(app.names("values")).containsExactly("a");
    }

    @Test
    void an_empty_object_removes_everything_with_replace() {
        app.importing("values", "text/plain", "a=1").statusCode(200);

        app.importing("values?replace=true", "application/json", "{}")
                .statusCode(200)
                .body("removed", contains("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "application/yaml"})
    void a_byte_order_mark_is_skipped(String type) {
        String body = type.equals("text/plain") ? "a=1" : "{\"a\": \"1\"}";

        app.importing("values", type, "\uFEFF" + body).statusCode(200).body("created", contains("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/xml", "application/octet-stream", "text/html"})
    void another_media_type(String type) {
        app.importing("values", type, "a=1".getBytes(StandardCharsets.UTF_8))
                .statusCode(415)
                .body("error_code", equalTo("UnsupportedMediaType"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"values", "secrets"})
    void no_media_type(String kind) throws IOException {
        String answer = RawHttp.send(
                server,
                "POST " + app.path() + "/" + kind
                        + "/import HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + app.token()
                        + "\r\nContent-Length: 10\r\n\r\n{\"a\": \"1\"}");
        assertThat(answer).startsWith("HTTP/1.1 415 ").contains("UnsupportedMediaType");
    }

    @Test
    void eight_mebibytes_are_read_and_a_byte_more_is_not() {
        byte[] body = new byte[8 * 1024 * 1024];
        Arrays.fill(body, (byte) '#');
        app.importing("values", "text/plain", body).statusCode(200);

        app.importing("values", "text/plain", Arrays.copyOf(body, body.length + 1))
                .statusCode(413)
                .body("error_code", equalTo("PayloadTooLarge"))
                .body("", hasKey("link"));
    }

    @Test
    void a_chunked_body_without_a_length_that_does_not_end() throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + app.path() + "/values/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + app.token() + "\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 10; i++) {
                out.write((Integer.toHexString(MEGABYTE.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(MEGABYTE);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            byte[] answer = new byte[12];
            assertThat(socket.getInputStream().readNBytes(answer, 0, 12)).isEqualTo(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void problems_of_a_huge_body_make_no_huge_answer() {
        int length = app.importing("values", "application/yaml", "a: [" + "*b,".repeat(500_000) + "]")
                .statusCode(400)
                .asByteArray()
                .length;

        assertThat(length).isLessThan(20_000);
        app.importing("values", "text/plain", "x\n".repeat(500_000))
                .statusCode(400)
                .body("details.length()", lessThanOrEqualTo(100));
    }
}
