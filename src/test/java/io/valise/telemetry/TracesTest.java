package io.valise.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import io.valise.testing.Program;
import io.valise.testing.UnusualSettings;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Traces as a collector receives them. */
@QuarkusTest
@InProcess("a collector of its own, by settings")
@TestProfile(UnusualSettings.class)
class TracesTest {
    private static final String STORED = "a-stored-document-";

    @Inject
    Given given;

    @Test
    void a_request_is_a_span_in_its_callers_trace_and_the_parent_of_its_store_commands() {
        Api app = Api.withNewApp(given.accessToken(), "app");
        String trace = newTrace();
        app.request()
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .body(Map.of("name", "greeting", "value", "hello"))
                .post(app.path("/values"))
                .statusCode(201);

        List<Collector.Span> spans = spansOf(trace, "insert revisions");
        Collector.Span request = spans.stream()
                .filter(span -> span.parent().equals("00f067aa0ba902b7"))
                .findFirst()
                .orElseThrow();
        assertThat(request.name()).isEqualTo("POST /api/admin/v3.0/groups/{groupId}/apps/{appId}/values");
        List<Collector.Span> commands =
                spans.stream().filter(span -> span != request).toList();
        assertThat(commands)
                .allSatisfy(command -> {
                    assertThat(command.parent()).isEqualTo(request.id());
                    assertThat(command.attributes())
                            .containsEntry("db.system.name", "mongodb")
                            .containsKeys("db.operation.name", "db.collection.name");
                    assertThat(command.attributes().keySet())
                            .allMatch(key -> key.startsWith("db.") || key.startsWith("thread."));
                })
                .extracting(Collector.Span::name)
                .contains("find apps", "insert values", "insert revisions", "insert audit");
    }

    @Test
    void no_span_contains_stored_data_or_secrets() {
        Api app = Api.withNewApp(given.accessToken(), "app");
        String trace = newTrace();
        app.secret("key", MadeUp.content("key"));
        app.link("linked", "key");
        app.value("greeting", STORED + "1");
        app.draft();
        app.value("staged", STORED + "2");
        // A command that fails because the name is taken, and one at the end to wait for.
        app.post("/values", Map.of("name", "greeting", "value", STORED + "3")).statusCode(409);
        assertThat(Program.of(app).value("greeting")).contains(STORED);
        app.request()
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .get(app.path("/values"))
                .statusCode(200);

        spansOf(trace, "find drafts");
        assertThat(Collector.bytes())
                .contains("valise-under-test", "deployment.environment", "insert secrets", "update drafts")
                .doesNotContain(MadeUp.MARK, STORED, app.token());
    }

    @Test
    void background_work_is_not_traced() {
        Api app = Api.withNewApp(given.accessToken(), "app");
        String trace = newTrace();
        app.request()
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .get(app.path("/values"));

        spansOf(trace, "find drafts");
        assertThat(Collector.spans())
                .filteredOn(span -> span.parent().isEmpty())
                .extracting(Collector.Span::name)
                .allMatch(name -> name.matches("(GET|HEAD|POST|PUT|PATCH|DELETE)( .*)?"));
    }

    private static String newTrace() {
        return String.format("%016x%016x", ThreadLocalRandom.current().nextLong(), 7L);
    }

    /** The spans of a trace, once this one and the request's own have arrived. */
    private static List<Collector.Span> spansOf(String trace, String wanted) {
        return Awaited.until(
                () -> Collector.spans().stream()
                        .filter(span -> span.trace().equals(trace))
                        .toList(),
                spans -> spans.stream().anyMatch(span -> span.name().equals(wanted))
                        && spans.stream().anyMatch(span -> span.parent().equals("00f067aa0ba902b7")));
    }
}
