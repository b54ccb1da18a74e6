package io.valise.telemetry;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.MadeUp;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see in a scrape. It contains no names and does not grow with each request. */
@QuarkusTest
class MetricsTest {
    private static final String LOGIN = Api.PREFIX + "/auth/providers/mongodb-cloud/login";

    @Inject
    Given given;

    @TestHTTPResource("/")
    URI server;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    @Test
    void requests_are_measured_by_route_and_status() {
        String values = "http_server_requests_seconds_count{method=\"GET\",status=\"%s\","
                + "uri=\"/api/admin/v3.0/groups/{groupId}/apps/{appId}/values/{id}\"}";
        String id = app.value("a-name-of-a-value", 1);
        double found = Scrape.now().value(values.formatted(200));
        double missing = Scrape.now().value(values.formatted(404));

        app.get("/values/" + id);
        app.get("/values/" + id);
        app.get("/values/a-name-that-is-no-id");

        Scrape after = until(scrape -> scrape.value(values.formatted(404)) == missing + 1);
        assertThat(after.value(values.formatted(200))).isEqualTo(found + 2);
        assertThat(after.text()).doesNotContain(id, "a-name-", app.app(), app.project());
    }

    @Test
    void unknown_paths_and_methods_add_no_series() throws Exception {
        strangeRequests("first");
        long before = until(scrape -> scrape.value(cutOff()) > 0).series();
        double cutOff = Scrape.now().value(cutOff());
        for (int i = 0; i < 30; i++) {
            strangeRequests("word-" + i);
        }
        Scrape after = until(scrape -> scrape.value(cutOff()) >= cutOff + 30);
        assertThat(after.series()).isEqualTo(before);
        assertThat(after.text()).doesNotContain("word-", "WORD");
    }

    private void strangeRequests(String word) throws IOException {
        Program program = Program.of(app);
        given().get("/" + word);
        given().get("/static/" + word);
        given().get(Api.PREFIX + "/groups/" + word + "/apps/" + word);
        given().get("/api/client/v1/apps/" + word + "/values/" + word);
        given().send("WORD" + word, "/" + word);
        app.request().get(app.path("/values/" + word));
        // It waits, and its connection is closed meanwhile.
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + program.path("/events") + "?word=" + word
                                    + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + program.token() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            assertThat(answer.read()).isEqualTo('H');
        }
    }

    private static String cutOff() {
        return "http_server_requests_seconds_count{method=\"GET\",status=\"cut_off\","
                + "uri=\"/api/client/v1/apps/{clientAppId}/events\"}";
    }

    @Test
    void deployments_are_counted_by_result() {
        Map<String, Double> before = deployments();
        app.value("greeting", "hello");
        String mine = app.draft();
        app.value("greeting-2", 1);
        app.colleague().value("greeting-2", 2);
        app.post("/drafts/" + mine + "/deployment", Map.of()).statusCode(409);
        app.post("/values", Map.of("name", "dangling", "value", "nothing", "from_secret", true))
                .statusCode(400);
        app.delete("/drafts/" + mine);
        app.post("/values", Map.of("name", "greeting", "value", 1)).statusCode(409);

        Map<String, Double> after = deployments();
        assertThat(after.get("successful") - before.get("successful")).isEqualTo(2);
        assertThat(after.get("conflict") - before.get("conflict")).isEqualTo(1);
        assertThat(after.get("refused") - before.get("refused")).isEqualTo(1);
    }

    private static Map<String, Double> deployments() {
        Scrape scrape = Scrape.now();
        return Set.of("successful", "conflict", "refused").stream()
                .collect(Collectors.toMap(
                        result -> result,
                        result -> scrape.value("valise_deployments_total{result=\"" + result + "\"}")));
    }

    @Test
    void sealing_opening_and_refusing_are_counted() {
        String seal = "valise_sealing_operations_total{operation=\"seal\",result=\"ok\"}";
        String open = "valise_sealing_operations_total{operation=\"open\",result=\"ok\"}";
        String known = "valise_sign_in_failures_total{key=\"known\"}";
        String unknown = "valise_sign_in_failures_total{key=\"unknown\"}";
        Scrape before = Scrape.now();

        app.secret("key", MadeUp.content("key"));
        assertThat(Scrape.now().value(seal) - before.value(seal)).isEqualTo(1);
        app.link("linked", "key");
        assertThat(Program.of(app).value("linked")).contains(MadeUp.MARK);
        given().contentType("application/json")
                .body(Map.of("username", "nobody-has-this", "apiKey", "made-up"))
                .post(LOGIN)
                .statusCode(401);

        Scrape after = Scrape.now();
        assertThat(after.value(open) - before.value(open)).isGreaterThanOrEqualTo(1);
        assertThat(after.value(unknown) - before.value(unknown)).isEqualTo(1);
        assertThat(after.value(known)).isEqualTo(before.value(known));
    }

    @Test
    void held_requests_are_counted_while_they_are_held() throws Exception {
        String streams = "valise_requests_held{kind=\"event_stream\"}";
        String polls = "valise_requests_held{kind=\"long_poll\"}";
        app.value("greeting", 1);
        Program program = Program.of(app);
        double streamsBefore = Scrape.now().value(streams);
        double pollsBefore = Scrape.now().value(polls);

        try (Socket stream = open(program, "/events", "");
                Socket poll = open(program, "/values?wait=30", "If-None-Match: *\r\n")) {
            until(scrape -> scrape.value(streams) == streamsBefore + 1 && scrape.value(polls) == pollsBefore + 1);
        }
        until(scrape -> scrape.value(streams) == streamsBefore && scrape.value(polls) == pollsBefore);
    }

    private Socket open(Program program, String path, String header) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.getOutputStream()
                .write(("GET " + program.path(path) + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + program.token()
                                + "\r\n" + header + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void snapshots_report_their_size_and_age() {
        app.value("large", "x".repeat(100_000));
        double before = Scrape.now().value("valise_snapshots_size_bytes");
        Program.of(app).value("large");

        Scrape after = Scrape.now();
        assertThat(after.value("valise_snapshots_size_bytes") - before).isCloseTo(200_000, within(5_000.0));
        assertThat(after.value("valise_snapshots_loaded")).isGreaterThanOrEqualTo(1);
        until(scrape -> scrape.value("valise_snapshots_age_seconds") < 3);
    }

    @Test
    void the_documentation_lists_exactly_the_existing_metrics() throws IOException {
        doAllThatIsMeasured();
        Scrape scrape = Scrape.now();
        Map<String, String> documented = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        String page = Files.readString(Path.of("docs/observability.md"));
        String table = page.substring(page.indexOf("<!-- metrics -->"), page.indexOf("<!-- /metrics -->"));
        table.lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            String[] cells = line.split("\\|", -1);
            String name = words(cells[1]).iterator().next();
            documented.put(name, cells[2].strip());
            labels.put(name, words(cells[3]));
        });

        assertThat(scrape.ours()).isEqualTo(documented);
        documented
                .keySet()
                .forEach(name -> assertThat(scrape.labelsOf(name)).as(name).isEqualTo(labels.get(name)));
    }

    private static Set<String> words(String cell) {
        return Pattern.compile("`([^`]+)`")
                .matcher(cell)
                .results()
                .map(word -> word.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void dashboard_and_alerts_only_use_existing_metrics() throws IOException {
        doAllThatIsMeasured();
        Scrape scrape = Scrape.now();
        for (String file : Set.of("dashboard.json", "alerts.yaml")) {
            String queries = Queries.of(Path.of("deploy/observability", file));
            Map<String, Set<String>> asked = Queries.metrics(queries);
            assertThat(asked).as(file).hasSizeGreaterThan(8);
            asked.forEach((metric, labels) -> {
                if (!metric.equals("up")) {
                    assertThat(scrape.labels()).as(file).containsKey(metric);
                }
                Set<String> there = new TreeSet<>(scrape.labels().getOrDefault(metric, Set.of()));
                there.addAll(Queries.OF_PROMETHEUS);
                assertThat(there).as(metric + " in " + file).containsAll(labels);
            });
        }
    }

    /** Gives each metric at least one sample. */
    private void doAllThatIsMeasured() {
        app.secret("key", MadeUp.content("key"));
        app.link("linked", "key");
        app.value("greeting", 1);
        Program.of(app).value("linked");
    }

    private static Scrape until(Predicate<Scrape> wish) {
        return Awaited.until(Scrape::now, wish);
    }

    /** The queries in the files, as Prometheus gets them. */
    private static final class Queries {
        /** Labels that Prometheus itself adds to each sample. */
        static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

        private static final Pattern EXPR = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");
        private static final Pattern SELECTOR =
                Pattern.compile("\\b((?:up|[a-z]+_[a-z0-9_]+))\\{([^}\"]*(?:\"[^\"]*\"[^}\"]*)*)}");
        private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
        private static final Pattern BY = Pattern.compile("by \\(([a-z, ]+)\\)");

        static String of(Path file) throws IOException {
            String text = Files.readString(file);
            return file.toString().endsWith(".json")
                    ? EXPR.matcher(text)
                            .results()
                            .map(found -> found.group(1).replace("\\\"", "\""))
                            .collect(Collectors.joining("\n\n"))
                    : text.replaceAll("(?m)^\\s*#.*$", "").replaceAll("(?m)^ *- alert:", "\n$0");
        }

        /** Each metric with a selector, and the labels by which its query selects or groups. */
        static Map<String, Set<String>> metrics(String queries) {
            Map<String, Set<String>> metrics = new TreeMap<>();
            for (String query : queries.split("\n\n")) {
                Set<String> groups = BY.matcher(query)
                        .results()
                        .flatMap(by -> Arrays.stream(by.group(1).split(",\\s*")))
                        .collect(Collectors.toSet());
                Matcher selector = SELECTOR.matcher(query);
                while (selector.find()) {
                    Set<String> labels = metrics.computeIfAbsent(selector.group(1), x -> new TreeSet<>());
                    labels.addAll(groups);
                    Matcher label = LABEL.matcher(selector.group(2).replaceAll("\"[^\"]*\"", ""));
                    while (label.find()) {
                        labels.add(label.group(1));
                    }
                }
            }
            return metrics;
        }
    }
}
