package io.valise.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of this family stop sending when an answer arrives, and replay only what they had sent until then. */
@QuarkusTest
class AnswerAfterBodyTest {
    private static final String EXPIRED = "not-a-token";

    @TestHTTPResource("/")
    URI server;

    @Inject
    Given given;

    private String token;
    private Api app;
    private Socket socket;

    @BeforeEach
    void connect() throws IOException {
        token = given.accessToken();
        app = Api.withNewApp(token, "push");
        socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(20_000);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    @ParameterizedTest
    @CsvSource({"512000, 16000, 10", "9000000, 9000000, 0"})
    void an_import_with_an_expired_token_is_answered_after_its_body_and_can_be_replayed(
            int size, int step, int pauseMillis) throws Exception {
        byte[] body = importOf(size);

        send(head("POST", importPath(), EXPIRED, "Content-Length: " + body.length + "\r\n"));
        for (int at = 0; at < body.length; at += step) {
            assertThat(socket.getInputStream().available())
                    .as("answered after " + at)
                    .isZero();
            socket.getOutputStream().write(body, at, Math.min(step, body.length - at));
            Thread.sleep(pauseMillis);
        }
        assertThat(answer()).startsWith("HTTP/1.1 401 ").contains("\"error_code\":\"InvalidSession\"");

        send(head("POST", importPath(), token, "Content-Length: " + body.length + "\r\n"));
        socket.getOutputStream().write(body);
        assertThat(answer()).startsWith("HTTP/1.1 204 ");
        assertThat(app.names("/values")).hasSize(size / 100_000);
    }

    @Test
    void the_chunks_of_a_body_are_waited_for() throws Exception {
        send(head("POST", importPath(), EXPIRED, "Transfer-Encoding: chunked\r\n"));
        send("2\r\n{}\r\n");
        staysSilent();
        send("0\r\n\r\n");
        assertThat(answer()).startsWith("HTTP/1.1 401 ");
        send(head("GET", "/nowhere", token, ""));
        assertThat(answer()).startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/admin/v3.0/groups/6650c0ffee0123456789abcd/apps, 404",
        "POST, /nowhere, 404",
        "POST, /api/admin/v3.0/nowhere, 404",
        "PUT, /api/admin/v3.0/auth/providers, 405",
        "DELETE, /openapi, 405",
        "POST, /api/client/v1/apps/none-abcde/values, 405"
    })
    void every_refusal_waits(String method, String path, int status) throws Exception {
        send(head(method, path, token, "Content-Length: 2\r\n"));
        send("{");
        staysSilent();
        send("}");
        assertThat(answer()).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void what_a_reader_may_not_write_is_refused_after_the_body() throws Exception {
        send(head("POST", importPath(), app.reader().token(), "Content-Length: 2\r\n"));
        staysSilent();
        send("{}");
        assertThat(answer()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void a_client_that_waits_before_it_sends_is_answered_at_once() throws Exception {
        send(head("POST", importPath(), EXPIRED, "Expect: 100-continue\r\nContent-Length: 9000000\r\n"));
        assertThat(answer()).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void a_body_over_the_limit_is_not_waited_for() throws Exception {
        send(head("POST", importPath(), EXPIRED, "Content-Length: 99000000\r\n"));
        assertThat(answer()).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void a_chunked_body_is_waited_for_up_to_the_limit() throws Exception {
        send(head("POST", importPath(), EXPIRED, "Transfer-Encoding: chunked\r\n"));
        byte[] chunk = new byte[1 << 20];
        for (int i = 0; i < 33; i++) {
            send("100000\r\n");
            socket.getOutputStream().write(chunk);
            send("\r\n");
        }
        assertThat(answer()).startsWith("HTTP/1.1 401 ");
    }

    private String importPath() {
        return app.path("/import?strategy=replace-by-name");
    }

    private static byte[] importOf(int size) {
        String content = "x".repeat(100_000);
        String values = IntStream.rangeClosed(1, size / content.length())
                .mapToObj(i -> "{\"name\":\"large-" + i + "\",\"value\":\"" + content + "\"}")
                .collect(Collectors.joining(","));
        return ("{\"config_version\":20210101,\"values\":[" + values + "]}").getBytes(StandardCharsets.US_ASCII);
    }

    private static String head(String method, String path, String token, String headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + token + "\r\n" + headers + "\r\n";
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private void staysSilent() throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout(300);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(patience);
    }

    /** A complete answer. */
    private String answer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            assertThat(next).as("closed after: " + head).isNotNegative();
            head.append((char) next);
        }
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        return head
                + (length.find()
                        ? new String(
                                socket.getInputStream().readNBytes(Integer.parseInt(length.group(1))),
                                StandardCharsets.UTF_8)
                        : "");
    }
}
