package io.valise.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.testing.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where errors link to, in the packaged service. */
class ErrorDocumentationIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void the_package_has_the_page_that_errors_link_to() throws Exception {
        try (Service service = Service.start(folder, Map.of())) {
            HttpResponse<String> page = get(service.ready() + "/docs/errors");

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<tr id=\"NotFound\">");
        }
    }

    @Test
    void a_setting_makes_errors_link_to_another_page() throws Exception {
        Map<String, String> settings = Map.of("VALISE_ERRORS_DOCUMENTATION", "https://docs.example.com/errors");
        try (Service service = Service.start(folder, settings)) {
            String url = service.ready();

            // The first is answered by the router, the others by a resource.
            assertThat(link(url + "/nothing")).isEqualTo("https://docs.example.com/errors#NotFound");
            assertThat(link(url + "/api/admin/v3.0/auth/profile"))
                    .isEqualTo("https://docs.example.com/errors#InvalidSession");
            assertThat(link(url + "/api/admin/v3.0/auth/providers/none/login"))
                    .isEqualTo("https://docs.example.com/errors#MethodNotAllowed");
        }
    }

    private static String link(String url) throws Exception {
        return new ObjectMapper().readTree(get(url).body()).get("link").asText();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
