package io.valise.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document of a packaged service, which reads it on the first request. */
class DocumentFileIT {
    private static final int AT_ONCE = 8;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void is_whole_for_all_who_are_the_first_to_ask() throws Exception {
        try (Service service = Service.start(
                folder, Map.of("VALISE_DATA_DIR", folder.resolve("data").toString()))) {
            String base = service.ready();
            List<CompletableFuture<HttpResponse<String>>> asked = IntStream.range(0, AT_ONCE)
                    .boxed()
                    .flatMap(i -> Stream.of(ask(base + "/openapi"), ask(base + "/openapi?format=json")))
                    .toList();
            List<String> documents =
                    asked.stream().map(DocumentFileIT::body).distinct().toList();
            assertThat(documents).hasSize(2);
            assertThat(documents.get(0))
                    .startsWith("---\nopenapi: ")
                    .contains("/api/client/v1/apps/{clientAppId}/values:");
            assertThat(documents.get(1)).contains("\"/api/client/v1/apps/{clientAppId}/values\"");
        }
    }

    private CompletableFuture<HttpResponse<String>> ask(String url) {
        return http.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String body(CompletableFuture<HttpResponse<String>> asked) {
        HttpResponse<String> answer = asked.join();
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }
}
