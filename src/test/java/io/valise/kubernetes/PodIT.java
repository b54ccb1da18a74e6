package io.valise.kubernetes;

import static io.valise.kubernetes.Recipe.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.store.embedded.StoreOnItsOwn;
import io.valise.testing.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service in the environment that deploy/kubernetes gives it, checked with the manifest's own probes. */
class PodIT {
    private final Recipe base = Recipe.of(Path.of("deploy/kubernetes/base/valise.yml"));
    private final Map<String, Object> template = Recipe.map(at(base.the("Deployment"), "spec", "template"));
    private final Map<String, Object> container =
            Recipe.list(at(template, "spec", "containers")).get(0);

    @TempDir
    Path folder;

    @Test
    void it_starts_answers_its_probes_and_metrics_and_logs_json() throws Exception {
        try (StoreOnItsOwn store = new StoreOnItsOwn(Files.createDirectory(folder.resolve("store")));
                Service service = Service.start(folder, environment(store))) {
            String address = service.ready();
            for (String probe : new String[] {"startupProbe", "readinessProbe", "livenessProbe"}) {
                assertThat(get(address + at(container, probe, "httpGet", "path"))
                                .statusCode())
                        .as(probe)
                        .isEqualTo(200);
            }
            Map<String, Object> annotations = Recipe.map(at(template, "metadata", "annotations"));
            assertThat(annotations).containsEntry("prometheus.io/scrape", "true");
            assertThat(get(address + annotations.get("prometheus.io/path")).body())
                    .contains("# TYPE ");
            assertThat(service.output().lines())
                    .allSatisfy(line -> assertThat(new ObjectMapper()
                                    .readTree(line)
                                    .path("level")
                                    .asText())
                            .isNotEmpty());
            assertThat(service.output()).doesNotContain(Service.PRIVATE_KEY);
        }
    }

    /** The environment in the manifest, with made-up values for those from Secrets. */
    private Map<String, String> environment(StoreOnItsOwn store) throws Exception {
        Map<String, String> secrets = Map.of(
                "valise-mongodb/uri", "mongodb://127.0.0.1:" + store.address().getPort() + "/?retryWrites=false",
                "valise-bootstrap/public-key", Service.PUBLIC_KEY,
                "valise-bootstrap/private-key", Service.PRIVATE_KEY);
        Path keys = Files.writeString(
                folder.resolve("keys"),
                Base64.getEncoder().encodeToString("a made-up key, of just 32 bytes.".getBytes()));
        Map<String, String> environment = new HashMap<>();
        for (Map<String, Object> variable : Recipe.list(container.get("env"))) {
            Object reference = at(variable, "valueFrom", "secretKeyRef");
            String value = reference == null
                    ? (String) variable.get("value")
                    : secrets.get(at(reference, "name") + "/" + at(reference, "key"));
            assertThat(value).as("%s", variable).isNotNull();
            environment.put((String) variable.get("name"), value);
        }
        assertThat(environment.put("VALISE_MASTER_KEY_FILE", keys.toString()))
                .as("a file of the mounted Secret")
                .startsWith(Recipe.list(container.get("volumeMounts")).get(0).get("mountPath") + "/");
        return environment;
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
