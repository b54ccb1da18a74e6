package io.valise.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features that are off by default: HTTP/2 without TLS, and access from other origins. */
class ProtocolsIT {
    private static final String ORIGIN = "https://tools.example.com";

    @TempDir
    private static Path folder;

    private static Service service;
    private static URI server;

    @BeforeAll
    static void start() throws Exception {
        service = Service.start(
                folder,
                Map.of(
                        "VALISE_REQUESTS_H2C", "true",
                        "QUARKUS_HTTP_CORS_ENABLED", "true",
                        "QUARKUS_HTTP_CORS_ORIGINS", ORIGIN));
        server = URI.create(service.ready());
    }

    @AfterAll
    static void end() throws InterruptedException {
        service.close();
    }

    private static HttpRequest.Builder providers() {
        return HttpRequest.newBuilder(server.resolve("/api/admin/v3.0/auth/providers"));
    }

    private static HttpResponse<Void> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    @Test
    void http_2_without_tls_works_if_enabled() throws Exception {
        HttpResponse<Void> answer = send(providers().build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    /** An HTTP/2 frame. */
    static byte[] frame(int type, int flags, int stream, byte... payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[8] = (byte) stream;
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }

    /** CVE-2026-33871. */
    @Test
    void a_flood_of_empty_continuation_frames_closes_the_connection() throws Exception {
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        flood.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        flood.write(frame(4, 0, 0));
        // ":method: GET", in a head that never ends.
        flood.write(frame(1, 0, 1, (byte) 0x82));
        for (int i = 0; i < 100_000; i++) {
            flood.write(frame(9, 0, 1));
        }
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(flood.toByteArray());
                // The service must close the connection; if it waited for more, this would time out.
                socket.getInputStream().readAllBytes();
            } catch (java.net.SocketTimeoutException open) {
                throw new AssertionError("the connection is still open", open);
            } catch (IOException closed) {
                assertThat(closed).hasMessageMatching("(?i).*(reset|broken pipe|closed|aborted).*");
            }
        }
        assertThat(send(providers().build()).statusCode()).isEqualTo(200);
    }

    @Test
    void an_allowed_origin_can_read_the_headers_it_needs_and_responses_vary_by_origin() throws Exception {
        HttpResponse<Void> answer = send(providers().header("Origin", ORIGIN).build());
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ORIGIN);
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("ETag", "X-Request-Id", "Retry-After");
        assertThat(answer.headers().firstValue("Vary").orElse("")).isEqualToIgnoringCase("Origin");
        assertThat(send(providers().build()).headers().firstValue("Vary").orElse(""))
                .isEqualToIgnoringCase("Origin");
        HttpResponse<Void> stranger =
                send(providers().header("Origin", "https://elsewhere.example").build());
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.headers().allValues("Access-Control-Allow-Origin")).isEqualTo(List.of());
    }
}
