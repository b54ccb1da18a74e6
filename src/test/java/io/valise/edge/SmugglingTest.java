package io.valise.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.RawHttp;
import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request that another server on the way could parse differently is refused, and a request hidden in it is not
 * served.
 */
@QuarkusTest
class SmugglingTest {
    private static final String READ = "GET /api/admin/v3.0/auth/providers HTTP/1.1\r\nHost: x\r\n";
    private static final String WRITE = "POST /api/admin/v3.0/auth/session HTTP/1.1\r\nHost: x\r\n";
    /** The hidden request. If it is served, the response contains {@link #SERVED}. */
    private static final String HIDDEN = READ + "Connection: close\r\n\r\n";

    private static final String SERVED = "mongodb-cloud";

    @TestHTTPResource("/")
    URI server;

    /** Complete requests, each followed by the hidden one. */
    static Stream<String> ambiguous() {
        Stream<String> framing = Stream.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
                "Content-Length: 0, 5\r\n\r\n",
                "Content-Length: +0\r\n\r\n",
                "Content-Length: 0x0\r\n\r\n",
                "Content-Length : 0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n",
                "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: \"chunked\"\r\n\r\n",
                "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\r\n\r\n",
                "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "X: a\u0000b\r\n\r\n",
                " X: a\r\n\r\n",
                ": a\r\n\r\n",
                "X\r\n\r\n",
                "X Y: a\r\n\r\n",
                "Host: y\r\n\r\n");
        return Stream.of(
                        framing.map(rest -> WRITE + rest),
                        Stream.of(
                                "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                                READ.replace("\r\n", "\n") + "\n",
                                READ.replace("HTTP/1.1", "HTTP/1.2") + "\r\n",
                                READ.replace("HTTP/1.1", "http/1.1") + "\r\n",
                                READ.replace("HTTP/1.1", "HTTP/2.0") + "\r\n",
                                "GET x HTTP999/1.1\r\nHost: x\r\n\r\n"))
                .flatMap(requests -> requests);
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void an_ambiguous_request_is_refused_and_its_connection_closed(String request) throws Exception {
        assertThat(RawHttp.send(server, request + HIDDEN))
                .matches("(?s)HTTP/\\d\\.\\d 400 .*")
                .doesNotContain(SERVED);
    }

    /** The head is valid, and may have been answered before its chunks arrive. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1;a=\"\r\nX\r\n0\r\n\r\n",
                "1;a=\"\n\"\r\nX\r\n0\r\n\r\n",
                "2;x=\"\r\nhi\r\n1F\r\n\"\r\n0\r\n\r\n",
                "1;a\nX\r\n0\r\n\r\n",
                "1\nX\n0\n\n",
                "0x1\r\nX\r\n0\r\n\r\n",
                "+1\r\nX\r\n0\r\n\r\n",
                "-1\r\nX\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFF1\r\nX\r\n0\r\n\r\n",
                "1\r\nXYZ0\r\n\r\n",
                "\r\nX\r\n0\r\n\r\n",
                "0\r\nX : y\r\n\r\n"
            })
    void a_request_hidden_behind_a_chunk_is_not_served(String chunks) throws Exception {
        assertThat(RawHttp.send(server, WRITE + "Transfer-Encoding: chunked\r\n\r\n" + chunks + HIDDEN))
                .doesNotContain(SERVED);
    }

    /** A folded line is parsed as one line (RFC 9112, 5.2), so that no other server parses it as two. */
    @Test
    void a_folded_line_is_one_line() throws Exception {
        assertThat(RawHttp.send(server, WRITE + "X: a\r\n Content-Length: 5\r\n\r\n" + HIDDEN))
                .contains(SERVED);
    }

    @Test
    void valid_requests_are_served_on_the_same_connection() throws Exception {
        assertThat(RawHttp.send(
                        server, WRITE + "Transfer-Encoding: Chunked\r\n\r\n2;a=\"b\"\r\n{}\r\n0\r\n\r\n" + HIDDEN))
                .contains(SERVED);
        assertThat(RawHttp.send(server, WRITE + "Content-Length: 2\r\n\r\n{}" + HIDDEN))
                .contains(SERVED);
    }

    /** A request could bypass the filters of a proxy that treats what follows an upgrade as another protocol. */
    @ParameterizedTest
    @ValueSource(strings = {"h2c", "h2c, websocket", "websocket"})
    void no_protocol_upgrade_is_accepted_without_tls(String protocol) throws Exception {
        String answer = RawHttp.send(
                server,
                READ + "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nUpgrade: "
                        + protocol + "\r\n\r\n" + HIDDEN);
        assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("101 ");
        assertThat(RawHttp.send(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).matches("(?s)HTTP/\\d\\.\\d 400 .*");
    }
}
