package io.valise.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnAnyStore
@QuarkusTest
class EventsTest {
    @Inject
    Given given;

    @Inject
    TestClock clock;

    @Inject
    Watches watches;

    @Inject
    EventStreams streams;

    @TestHTTPResource("/")
    URI server;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Api owner;
    private Program program;

    @BeforeEach
    void anAppWithAProgram() {
        owner = Api.withNewApp(given.accessToken(), "Shop");
        program = Program.of(owner);
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private BufferedReader open(Program who) throws Exception {
        HttpResponse<java.io.InputStream> answer = http.send(
                HttpRequest.newBuilder(server.resolve(who.path("/events")))
                        .header("Authorization", "Bearer " + who.token())
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static long event(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (line != null && (line.isEmpty() || line.startsWith(":"))) {
            line = stream.readLine();
        }
        assertThat(line).isEqualTo("event: deployed");
        String data = stream.readLine();
        assertThat(data).matches("data: \\{\"revision\": \\d+}");
        return Long.parseLong(data.replaceAll("\\D", ""));
    }

    private static void assertEnds(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (line != null) {
            assertThat(line).matches("|:");
            line = stream.readLine();
        }
    }

    @Test
    void report_the_revision_immediately_and_at_each_deployment() throws Exception {
        owner.value("one", 1);
        try (BufferedReader stream = open(program)) {
            assertThat(event(stream)).isEqualTo(1);
            owner.value("two", 2);
            assertThat(event(stream)).isEqualTo(2);
            owner.value("three", 3);
            assertThat(event(stream)).isEqualTo(3);
        }
    }

    @Test
    @InProcess("a heartbeat at the time that it wants")
    void have_heartbeats_between_them() throws Exception {
        try (BufferedReader stream = open(program)) {
            assertThat(event(stream)).isEqualTo(0);
            assertThat(stream.readLine()).isEmpty();
            streams.beat();
            assertThat(stream.readLine()).isEqualTo(":");
        }
    }

    @Test
    void end_when_the_token_is_revoked() throws Exception {
        try (BufferedReader stream = open(program)) {
            event(stream);
            owner.delete("/runtime_tokens/" + program.tokenId()).statusCode(204);
            assertEnds(stream);
        }
    }

    @Test
    @InProcess("the clock that tests move")
    void end_when_the_token_expires() throws Exception {
        long soon = clock.instant().plusSeconds(100).getEpochSecond();
        Program passing = Program.with(owner, Map.of("expires_at", soon));
        try (BufferedReader stream = open(passing)) {
            event(stream);
            clock.advance(Duration.ofSeconds(101));
            assertEnds(stream);
        }
    }

    @Test
    void end_when_the_app_is_deleted() throws Exception {
        try (BufferedReader stream = open(program)) {
            event(stream);
            owner.delete("").statusCode(204);
            assertEnds(stream);
        }
    }

    @Test
    @InProcess("the watches")
    void leave_nothing_behind_when_the_program_disconnects() throws Exception {
        open(program).close();
        while (watches.apps().contains(new org.bson.types.ObjectId(owner.app()))) {
            Thread.sleep(5);
        }
    }
}
