package io.valise.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@QuarkusTest
@InProcess("settings of its own, and the spans")
@TestProfile(TracesTest.On.class)
class TracesTest {
    public static class On implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.otel.sdk.disabled", "false", "quarkus.otel.bsp.schedule.delay", "50ms");
        }
    }

    /** Where the spans go instead of to a collector. */
    @Singleton
    static class Kept implements SpanExporter {
        private final List<SpanData> spans = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> exported) {
            spans.addAll(exported);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Inject
    Given given;

    @Inject
    Kept kept;

    private SpanData span(String name) {
        return Awaited.until(
                        () -> kept.spans.stream()
                                .filter(span -> span.getName().equals(name))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void a_request_is_a_span_and_the_commands_to_the_store_are_its_children() {
        Api owner = Api.withNewApp(given.accessToken(), "shop");
        owner.secret("payment-key", MadeUp.content("traced"));
        owner.value("greeting", "a-made-up-greeting");
        SpanData request = span("POST /api/admin/v3.0/groups/{groupId}/apps/{appId}/secrets");
        SpanData command = Awaited.until(
                        () -> kept.spans.stream()
                                .filter(span -> span.getName().equals("insert secrets"))
                                .filter(span -> span.getTraceId().equals(request.getTraceId()))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
        assertThat(command.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(command.getAttributes().asMap().toString())
                .contains("db.operation.name", "insert", "db.collection.name", "secrets");
        span("insert values");
        assertThat(kept.spans)
                .allSatisfy(
                        span -> assertThat(span.getName() + span.getAttributes() + span.getEvents() + span.getStatus())
                                .doesNotContain(MadeUp.MARK)
                                .doesNotContain("a-made-up-greeting")
                                .doesNotContain("\"payment-key\""));
    }
}
