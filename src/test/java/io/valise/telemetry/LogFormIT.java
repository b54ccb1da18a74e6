package io.valise.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.testing.Awaited;
import io.valise.testing.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log output of the packaged service. */
class LogFormIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void is_text_by_default_and_a_requests_lines_end_with_its_id() throws Exception {
        try (Service service = Service.start(folder, Map.of())) {
            request(service.ready(), "id-of-mine");

            assertThat(Awaited.until(() -> output(service), output -> output.contains("id-of-mine")))
                    .containsPattern("INFO +\\[valise.requests] \\(.*\\) GET unmatched 401 [0-9]+ ms id-of-mine\n")
                    .doesNotContain("{\"");
        }
    }

    @Test
    void is_one_json_object_per_line_if_enabled() throws Exception {
        Map<String, String> settings = Map.of("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true", "OTEL_SDK_DISABLED", "true");
        try (Service service = Service.start(folder, settings)) {
            request(service.ready(), "id-of-mine");

            String output = Awaited.until(() -> output(service), text -> text.contains("id-of-mine"));
            for (String line : output.strip().split("\n")) {
                JsonNode entry = JSON.readTree(line);
                assertThat(entry.hasNonNull("message")).as(line).isTrue();
                if (entry.get("loggerName").asText().equals("valise.requests")) {
                    assertThat(entry.get("mdc").get("requestId").asText()).isEqualTo("id-of-mine");
                    assertThat(entry.get("mdc").get("status").asText()).isEqualTo("401");
                }
            }
        }
    }

    private static String output(Service service) {
        try {
            return service.output();
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static void request(String address, String id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/admin/v3.0/nothing"))
                .header("X-Request-Id", id)
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }
}
