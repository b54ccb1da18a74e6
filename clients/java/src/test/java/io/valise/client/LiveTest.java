package io.valise.client;

import static io.valise.client.Fake.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "VALISE_URL", matches = ".+", disabledReason = "asks for a running service")
class LiveTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void reads_from_a_running_service_follows_a_deployment_and_prints_no_secret() throws Exception {
        String secret = System.getenv("VALISE_TEST_SECRET");
        setGreeting("hello");
        try (Valise context = Valise.connect()) {
            List<Change> changes = new CopyOnWriteArrayList<>();
            context.onChange(changes::add);
            assertEquals(secret, context.values().get("paymentKey"));
            assertEquals(new BigDecimal("12345678901234567890.10"), context.values().get("big"));
            setGreeting("hello, Java");
            eventually("the deployment", () -> "hello, Java".equals(context.values().get("greeting")));
            eventually("the listener", () -> changes.stream().anyMatch(change -> change.changed().contains("greeting")));
            assertTrue(context.error().isEmpty());
            assertFalse((context + " " + context.values() + context.snapshot()).contains(secret));
            URI url = URI.create(System.getenv("VALISE_URL"));
            String app = System.getenv("VALISE_APP");
            ValiseException failure =
                    assertThrows(ValiseException.class, () -> Valise.connect(url, app, "vrt_wrong"));
            assertEquals(401, failure.status());
        }
    }

    /** Changes a value as an owner, deployed at once. */
    private void setGreeting(String value) throws Exception {
        List<?> all = (List<?>) Json.read(send("GET", "/values", ""));
        Object id = all.stream()
                .map(Map.class::cast)
                .filter(one -> "greeting".equals(one.get("name")))
                .findAny()
                .orElseThrow()
                .get("_id");
        send("PUT", "/values/" + id, "{\"name\": \"greeting\", \"value\": \"" + value + "\"}");
    }

    private String send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("VALISE_ADMIN") + path))
                .header("Authorization", "Bearer " + System.getenv("VALISE_ACCESS_TOKEN"))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        return answer.body();
    }
}
