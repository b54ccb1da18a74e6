package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.MadeUp;
import io.valise.testing.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends randomly corrupted requests and checks every answer: it is well-formed, has a documented status, and contains
 * no internal error and no secret. {@code -Dvalise.fuzz.seconds} sets the duration, {@code -Dvalise.fuzz.seed} the
 * requests.
 */
class HttpFuzzIT {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("valise.fuzz.seconds", 5));
    private static final long SEED = Long.getLong("valise.fuzz.seed", 1);
    /**
     * After this much silence an answer is complete, or will not come because the service waits for the rest of the
     * request.
     */
    private static final int SILENCE_MILLIS = 300;

    private static final Set<String> DOCUMENTED = Set.of(
            "200", "201", "204", "302", "304", "400", "401", "403", "404", "405", "406", "408", "409", "412", "413",
            "414", "415", "417", "429", "431");
    private static final Pattern HEAD =
            Pattern.compile("HTTP/\\d\\.\\d (\\d{3}) [^\r\n]*\r\n((?:[^\r\n:]+:[^\r\n]*\r\n)*)\r\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: *chunked\r\n");

    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\0",
            " ",
            "\t",
            ":",
            ";",
            "/",
            "//",
            "/../",
            "%2F",
            "%00",
            "%",
            "?",
            "#",
            "*",
            "\"",
            "{",
            "}",
            "[",
            "0",
            "-1",
            "99999999999999999999",
            "1e400",
            "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Connection: close\r\n",
            "Expect: 100-continue\r\n",
            "Upgrade: h2c\r\n",
            "Host: y\r\n",
            "If-Match: *\r\n",
            "If-None-Match: \"1\", *\r\n",
            "Accept: text/html\r\n",
            "Range: bytes=0-1\r\n",
            "HEAD ",
            "PUT ",
            "DELETE ",
            "TRACE ",
            "HTTP/1.0",
            "HTTP/2.0",
            "\r\n0\r\n\r\n",
            "5;a=\"\r\n",
            "\u00ff\u00fe");

    @TempDir
    Path folder;

    private URI server;
    private List<String> requests = List.of();

    @Test
    void every_answer_is_well_formed_and_holds_no_secret_whatever_is_sent() throws Exception {
        try (Service service = Service.start(folder, Map.of("VALISE_SIGN_IN_FREE_PER_KEY", "1000000"))) {
            server = URI.create(service.ready());
            Client owner = Client.login(service.ready(), Service.PUBLIC_KEY, Service.PRIVATE_KEY);
            Reader program = Reader.of(owner);
            requests = requests(owner, program);
            List<String> secrets = List.of(
                    MadeUp.MARK,
                    Service.PRIVATE_KEY,
                    program.token().substring(4),
                    owner.token().substring(0, 40));
            Random random = new Random(SEED);
            long end = System.nanoTime() + TIME.toNanos();
            int sent = 0;
            while (System.nanoTime() < end) {
                String request = broken(random);
                String place = "request " + sent++ + " of seed " + SEED + ":\n" + request + "\n";
                String answer = answer(request);
                require(request, answer, place);
                for (String secret : secrets) {
                    assertThat(answer.contains(secret))
                            .as(place + " reveals a secret")
                            .isFalse();
                }
            }
            assertThat(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(server.resolve("/q/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            String log = service.output();
            for (String secret : secrets) {
                assertThat(log.contains(secret)).as("a secret in the log").isFalse();
            }
            assertThat(log).doesNotContain(" ERROR ", "Internal error", "Exception");
            System.out.println("HttpFuzzIT: " + sent + " requests");
        }
    }

    private static List<String> requests(Client owner, Reader program) {
        String admin = "\r\nHost: x\r\nAuthorization: Bearer " + owner.token() + "\r\n";
        String read = "\r\nHost: x\r\nAuthorization: Bearer " + program.token() + "\r\n";
        String app = owner.path(program.app());
        return List.of(
                "GET " + program.path() + "/values HTTP/1.1" + read + "\r\n",
                "GET " + program.path() + "/values/greeting HTTP/1.1" + read + "If-None-Match: \"1\"\r\n\r\n",
                "GET " + program.path() + "/values?format=yaml&wait=1 HTTP/1.1" + read + "\r\n",
                "GET " + app + "/values HTTP/1.1" + admin + "\r\n",
                "GET " + app + "/export HTTP/1.1" + admin + "\r\n",
                withBody(
                        "POST " + app + "/secrets HTTP/1.1" + admin,
                        "{\"name\":\"a\",\"value\":\"" + MadeUp.MARK + "\"}"),
                withBody("POST " + app + "/secrets/import HTTP/1.1" + admin, "{\"b\":\"" + MadeUp.MARK + "\"}"),
                withBody("POST " + app + "/values HTTP/1.1" + admin, "{\"name\":\"v\",\"value\":{\"x\":[1.5,null]}}"),
                "POST " + app + "/secrets HTTP/1.1" + admin
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n"
                        + "{\"name\":\"c\",\"value\":\"only-\r\n18\r\nthe-program-knows/again\"}\r\n0\r\n\r\n",
                withBody(
                        "POST /api/admin/v3.0/auth/providers/mongodb-cloud/login HTTP/1.1\r\nHost: x\r\n",
                        "{\"username\":\"" + Service.PUBLIC_KEY + "\",\"apiKey\":\"" + Service.PRIVATE_KEY + "x\"}"),
                "GET /q/health/ready HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /openapi?format=json HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
    }

    private static String withBody(String head, String body) {
        return head + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** One request, or several pipelined ones, changed in a few places. */
    private String broken(Random random) {
        StringBuilder all = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            all.append(requests.get(random.nextInt(requests.size())));
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(all.length() + 1);
            int to = Math.min(all.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(6)) {
                case 0 -> all.delete(at, to);
                case 1 -> all.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> all.replace(at, to, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> all.insert(at, (char) random.nextInt(256));
                case 4 -> all.insert(at, all.substring(at, Math.min(all.length(), at + random.nextInt(100))));
                default -> all.setLength(random.nextInt(8) == 0 ? Math.max(1, at) : all.length());
            }
            if (all.isEmpty()) {
                all.append(' ');
            }
        }
        return all.toString();
    }

    /** Everything that is received until the service closes the connection or falls silent, in ISO 8859-1. */
    private String answer(String request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(SILENCE_MILLIS);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                InputStream in = socket.getInputStream();
                byte[] some = new byte[65_536];
                for (int read = in.read(some); read >= 0; read = in.read(some)) {
                    answer.write(some, 0, read);
                }
            } catch (SocketTimeoutException silence) {
                // The service waits for more of the request.
            } catch (IOException closed) {
                // The server has already answered.
            }
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private static void require(String request, String answer, String place) {
        Matcher head = HEAD.matcher(answer);
        int at = 0;
        while (at < answer.length()) {
            assertThat(head.find(at) && head.start() == at)
                    .as(place + " gets an answer that is not HTTP at " + at + " of " + answer)
                    .isTrue();
            if (!head.group(1).equals("100")) {
                assertThat(DOCUMENTED).as(place + " " + head.group()).contains(head.group(1));
            }
            if (request.contains("HEAD")) {
                // Whether a body follows depends on which of the requests is answered here.
                return;
            }
            at = end(answer, head);
        }
    }

    /** The offset where the answer with this head ends, or the end of the input if the answer is cut off. */
    private static int end(String answer, Matcher head) {
        Matcher length = LENGTH.matcher(head.group());
        if (length.find()) {
            return Math.min(answer.length(), head.end() + Integer.parseInt(length.group(1)));
        }
        if (CHUNKED.matcher(head.group()).find()) {
            int last = answer.indexOf("\r\n0\r\n\r\n", head.end() - 2);
            return last < 0 ? answer.length() : last + 7;
        }
        return Arrays.asList("100", "204", "304").contains(head.group(1)) ? head.end() : answer.length();
    }
}
