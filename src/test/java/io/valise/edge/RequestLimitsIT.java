package io.valise.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valise.auth.RawHttp;
import io.valise.faults.Client;
import io.valise.faults.Reader;
import io.valise.testing.Awaited;
import io.valise.testing.Service;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits on concurrent requests, and time limits for requests that do not arrive completely. */
class RequestLimitsIT {
    private static final String PROVIDERS = "/api/admin/v3.0/auth/providers";
    private static final String READS = "/api/client/v1/apps/shop-abcde/values";
    private static final String BEGUN = "POST " + PROVIDERS + "/mongodb-cloud/login HTTP/1.1\r\nHost: x\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private URI server;

    private HttpResponse<String> get(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private int read(Reader program, String value) throws IOException, InterruptedException {
        HttpRequest read = HttpRequest.newBuilder(server.resolve(program.path() + "/values/" + value))
                .header("Authorization", "Bearer " + program.token())
                .build();
        return HTTP.send(read, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Sends a part of a request and no more, then waits until the service counts it as under way. */
    private Socket begun(int underWay) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.getOutputStream().write(BEGUN.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        awaitUnderWay(underWay);
        return socket;
    }

    private void awaitUnderWay(int requests) {
        Awaited.until(
                () -> get("/q/metrics").body(), body -> body.contains("valise_requests_under_way " + requests + ".0"));
    }

    @Test
    void requests_over_the_limit_are_told_to_try_again_later() throws Exception {
        try (Service service =
                Service.start(folder, Map.of("VALISE_REQUESTS_MOST", "2", "VALISE_REQUESTS_ARRIVAL", "1h"))) {
            server = URI.create(service.ready());
            Reader program = Reader.of(Client.login(service.ready(), Service.PUBLIC_KEY, Service.PRIVATE_KEY));
            assertThat(read(program, "greeting")).isEqualTo(200);
            // A request is counted until shortly after its response has been read.
            awaitUnderWay(0);
            try (Socket one = begun(1);
                    Socket other = begun(2)) {
                assertThat(one.isConnected() && other.isConnected()).isTrue();
                HttpResponse<String> refused = get(PROVIDERS);
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.body()).contains("\"error_code\":\"TooManyRequests\"");
                assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/json");
                assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
                assertThat(get(READS + "/greeting?wait=9").statusCode()).isEqualTo(429);
                assertThat(get(READS + "?await=9").statusCode()).isEqualTo(429);
                assertThat(get(READS + "?wait=9").statusCode())
                        .as("held requests are not counted")
                        .isEqualTo(401);
                assertThat(read(program, "greeting"))
                        .as("reads from memory are not counted")
                        .isEqualTo(200);
                assertThat(read(program, "missing")).isEqualTo(429);
                assertThat(get("/q/metrics").body())
                        .contains("valise_requests_under_way 2.0")
                        .contains("valise_requests_refused_total{limit=\"requests\"}");
            }
            // Requests are no longer counted once their clients disconnect.
            Awaited.until(() -> get(PROVIDERS), answer -> answer.statusCode() == 200);
            awaitUnderWay(0);
        }
    }

    @Test
    void a_request_that_does_not_arrive_in_time_is_answered_and_its_connection_closed() throws Exception {
        try (Service service = Service.start(folder, Map.of("VALISE_REQUESTS_ARRIVAL", "1s"))) {
            server = URI.create(service.ready());
            assertThat(RawHttp.send(server, BEGUN))
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("connection: close")
                    .contains("\"error_code\":\"RequestTimeout\"");
        }
    }

    /** The response may wait for the end of a body. That must not reduce the time of the next request. */
    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void the_next_request_on_an_idle_connection_has_the_full_time(String h2c) throws Exception {
        try (Service service =
                Service.start(folder, Map.of("VALISE_REQUESTS_ARRIVAL", "2s", "VALISE_REQUESTS_H2C", h2c))) {
            server = URI.create(service.ready());
            try (Socket socket = new Socket(server.getHost(), server.getPort())) {
                socket.setSoTimeout(30_000);
                write(socket, "POST " + PROVIDERS + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{");
                staysSilent(socket, 500);
                write(socket, "}");
                assertThat(whole(socket)).startsWith("HTTP/1.1 405 ");
                staysSilent(socket, 2_500);
                write(socket, BEGUN);
                staysSilent(socket, 1_000);
                assertThat(whole(socket)).startsWith("HTTP/1.1 408 ");
            }
        }
    }

    @Test
    void a_body_that_never_arrives_closes_the_connection_even_if_the_request_is_refused() throws Exception {
        try (Service service = Service.start(folder, Map.of("VALISE_REQUESTS_ARRIVAL", "1s"))) {
            server = URI.create(service.ready());
            try (Socket socket = new Socket(server.getHost(), server.getPort())) {
                socket.setSoTimeout(30_000);
                write(socket, "POST " + PROVIDERS + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{");
                assertThat(answer(socket)).startsWith("HTTP/1.1 408 ");
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void staysSilent(Socket socket, int millis) throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout(millis);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(patience);
    }

    /** The head takes more than half of the time, and the body needs as much. */
    @Test
    void the_time_limit_covers_head_and_body_together() throws Exception {
        try (Service service = Service.start(folder, Map.of("VALISE_REQUESTS_ARRIVAL", "4s"))) {
            server = URI.create(service.ready());
            try (Socket socket = new Socket(server.getHost(), server.getPort())) {
                int half = BEGUN.indexOf("Content-Type");
                long begun = System.nanoTime();
                socket.setSoTimeout(30_000);
                write(socket, BEGUN.substring(0, half));
                staysSilent(socket, 2_400);
                write(socket, BEGUN.substring(half));
                assertThat(whole(socket)).startsWith("HTTP/1.1 408 ").contains("RequestTimeout");
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isBetween(Duration.ofMillis(3_900), Duration.ofMillis(6_300));
            }
        }
    }

    /**
     * Sends bytes one at a time and returns the response. The last bytes are held back: a byte that arrives after the
     * response would reset the connection, and the response would be lost.
     */
    private static String dribbled(Socket socket, String head) throws IOException {
        socket.setSoTimeout(50);
        for (int i = 0; i < 6; i++) {
            socket.getOutputStream().write(head.charAt(i));
            try {
                return answer(socket);
            } catch (SocketTimeoutException nothingYet) {
                // The interval between bytes.
            }
        }
        socket.setSoTimeout(30_000);
        return answer(socket);
    }

    private static String answer(Socket socket) throws IOException {
        byte[] answer = new byte[1000];
        int read = socket.getInputStream().read(answer);
        return read < 0 ? "" : new String(answer, 0, read, StandardCharsets.US_ASCII);
    }

    /** A complete response with a content length. */
    private static String whole(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) socket.getInputStream().read());
        }
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        assertThat(length.find()).as(head.toString()).isTrue();
        return head
                + new String(
                        socket.getInputStream().readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
    }

    @Test
    void a_head_that_does_not_arrive_in_time_closes_the_connection() throws Exception {
        try (Service service = Service.start(folder, Map.of("VALISE_REQUESTS_ARRIVAL", "1s"))) {
            server = URI.create(service.ready());
            String head = "GET " + PROVIDERS + " HTTP/1.1\r\nX-Slow: ";
            for (String before : List.of("", "GET " + PROVIDERS + " HTTP/1.1\r\nHost: x\r\n\r\n")) {
                try (Socket socket = new Socket(server.getHost(), server.getPort())) {
                    if (!before.isEmpty()) {
                        write(socket, before);
                        assertThat(whole(socket)).startsWith("HTTP/1.1 200 OK");
                    }
                    assertThat(dribbled(socket, head)).contains("HTTP/1.1 408 ").contains("connection: close");
                    assertThat(socket.getInputStream().read()).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void an_idle_connection_stays_open_however_its_last_response_was_made() throws Exception {
        try (Service service = Service.start(folder, Map.of("VALISE_REQUESTS_ARRIVAL", "1s"))) {
            server = URI.create(service.ready());
            Reader program = Reader.of(Client.login(service.ready(), Service.PUBLIC_KEY, Service.PRIVATE_KEY));
            String read = "GET " + program.path() + "/values/greeting HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + program.token() + "\r\n\r\n";
            try (Socket socket = new Socket(server.getHost(), server.getPort())) {
                // The resource answers the first request, the others are answered from memory.
                for (int i = 0; i < 3; i++) {
                    write(socket, read);
                    assertThat(whole(socket)).startsWith("HTTP/1.1 200 OK");
                }
                staysSilent(socket, 2_000);
                write(socket, read);
                assertThat(whole(socket)).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void pipelined_requests_are_answered_in_order_each_with_its_body() throws Exception {
        try (Service service = Service.start(folder, Map.of())) {
            server = URI.create(service.ready());
            Reader program = Reader.of(Client.login(service.ready(), Service.PUBLIC_KEY, Service.PRIVATE_KEY));
            String rest = " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + program.token() + "\r\n";
            // Larger than one read of the server.
            String body = "{\"username\":\"" + "x".repeat(200_000) + "\"}";
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                all.append("GET ")
                        .append(program.path())
                        .append("/values/greeting")
                        .append(rest)
                        .append("\r\n");
                all.append("POST ")
                        .append(PROVIDERS)
                        .append("/mongodb-cloud/login")
                        .append(rest)
                        .append("Content-Type: application/json\r\nContent-Length: ")
                        .append(body.length())
                        .append("\r\n\r\n")
                        .append(body);
                all.append("GET ")
                        .append(program.path())
                        .append("/values/missing")
                        .append(rest)
                        .append("\r\n");
            }
            all.append("GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            Matcher answers = Pattern.compile("HTTP/1\\.1 (\\d+)").matcher(RawHttp.send(server, all.toString()));
            assertThat(answers.results().map(answer -> answer.group(1)).collect(Collectors.joining(" ")))
                    .isEqualTo("200 400 404 ".repeat(20) + "404");
        }
    }

    @Test
    void held_requests_may_outlast_the_time_limit_for_arrival() throws Exception {
        try (Service service = Service.start(folder, Map.of("VALISE_REQUESTS_ARRIVAL", "1s"))) {
            server = URI.create(service.ready());
            Reader program = Reader.of(Client.login(service.ready(), Service.PUBLIC_KEY, Service.PRIVATE_KEY));
            HttpRequest poll = HttpRequest.newBuilder(server.resolve(program.path() + "/values?wait=3"))
                    .header("Authorization", "Bearer " + program.token())
                    .header("If-None-Match", "*")
                    .build();
            assertThat(HTTP.send(poll, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(304);
        }
    }

    /** However their paths are spelled, streams do not count as requests under way, and other requests do. */
    @Test
    void limits_count_requests_by_the_path_that_routing_uses() throws Exception {
        try (Service service =
                Service.start(folder, Map.of("VALISE_REQUESTS_MOST", "2", "VALISE_REQUESTS_ARRIVAL", "1h"))) {
            server = URI.create(service.ready());
            Reader program = Reader.of(Client.login(service.ready(), Service.PUBLIC_KEY, Service.PRIVATE_KEY));
            awaitUnderWay(0);
            String rest = program.path().substring("/api".length()) + "/events";
            List<Socket> streams = new ArrayList<>();
            for (String path : List.of("//api" + rest, "/./api" + rest, "/%61pi" + rest, "/api" + rest + "/")) {
                Socket stream = new Socket(server.getHost(), server.getPort());
                streams.add(stream);
                stream.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + program.token()
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(stream.getInputStream().readNBytes(15)).asString().isEqualTo("HTTP/1.1 200 OK");
            }
            awaitUnderWay(0);
            for (int i = 1; i <= 2; i++) {
                Socket socket = new Socket(server.getHost(), server.getPort());
                streams.add(socket);
                socket.getOutputStream()
                        .write(BEGUN.replace("/api/", "/x/..//%61pi/").getBytes(StandardCharsets.US_ASCII));
                awaitUnderWay(i);
            }
            assertThat(get(PROVIDERS).statusCode()).isEqualTo(429);
            for (Socket stream : streams) {
                stream.close();
            }
        }
    }
}
