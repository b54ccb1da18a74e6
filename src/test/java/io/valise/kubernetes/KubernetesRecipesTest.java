package io.valise.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.MadeUp;
import io.valise.testing.Program;
import io.valise.testing.Request;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of docs/kubernetes do what docs/kubernetes.md says, with a real shell and a real curl. */
@QuarkusTest
class KubernetesRecipesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BASE = "http://valise/api/client/v1/apps/shop-abcde";
    private static final String AWKWARD = "one\ntwo 'three' \"four\" $HOME `five` \\ é";

    @Inject
    Given given;

    @TestHTTPResource
    URI service;

    @TempDir
    Path pod;

    private Api app;
    private String runtime;
    private String token;

    @BeforeEach
    void an_app_with_a_linked_value_and_a_token() throws IOException {
        app = Api.withNewApp(given.accessToken(), "shop");
        app.post("/secrets", Map.of("name", "payment-key", "value", MadeUp.content("payment")))
                .statusCode(201);
        app.post("/values", Map.of("name", "paymentKey", "value", "payment-key", "from_secret", true))
                .statusCode(201);
        app.post("/values", Map.of("name", "greeting", "value", AWKWARD)).statusCode(201);
        app.post("/values", "{\"name\": \"limits\", \"value\": {\"orders\": 3, \"rate\": 0.25}}")
                .statusCode(201);
        Program program = Program.of(app);
        token = program.token();
        runtime = service.resolve(program.path("")).toString();
        Files.writeString(
                Files.createDirectory(pod.resolve("secret")).resolve("header"), "Authorization: Bearer " + token);
        Files.createDirectory(pod.resolve("values"));
    }

    @Test
    void the_webhook_provider_finds_one_value() {
        Map<String, Object> webhook = webhook("valise");
        assertThat(Recipe.at(webhook, "result", "jsonPath")).isEqualTo("$");
        assertThat(fetch(webhook, "paymentKey").getString("$")).isEqualTo(MadeUp.content("payment"));
        assertThat(fetch(webhook, "greeting").getString("$")).isEqualTo(AWKWARD);
        assertThat(fetch(webhook, "no-such-value").statusCode())
                .as("the operator treats this as deleted")
                .isEqualTo(404);
    }

    @Test
    void the_webhook_provider_finds_all_values() {
        Map<String, Object> webhook = webhook("valise-all");
        assertThat(Recipe.at(webhook, "result", "jsonPath")).isEqualTo("$.values");
        assertThat(fetch(webhook, "all").getMap("values"))
                .containsEntry("paymentKey", MadeUp.content("payment"))
                .containsEntry("greeting", AWKWARD)
                .containsKey("limits");
    }

    @Test
    void the_operator_accepts_the_secret_with_the_token() {
        Map<String, Object> secret = Recipe.of("external-secrets.yaml").object("Secret", "valise-token");
        assertThat(Recipe.at(secret, "metadata", "labels", "external-secrets.io/type"))
                .isEqualTo("webhook");
    }

    @Test
    void an_init_container_gives_a_program_its_values_as_environment_variables() throws Exception {
        run("init-container.yaml", "values").waitForSuccess();
        Path env = pod.resolve("values/.env");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env)))
                .isEqualTo("rw-------");

        String program = Recipe.of("init-container.yaml")
                .script("shop")
                .replace("/values/", pod.resolve("values") + "/")
                .replace("exec node server.js", "printf '%s|%s|%s' \"$paymentKey\" \"$greeting\" \"$limits\"");
        Running shop = start(program);
        shop.waitForSuccess();
        assertThat(shop.output())
                .isEqualTo(MadeUp.content("payment") + "|" + AWKWARD + "|{\"orders\":3,\"rate\":0.25}");
    }

    @Test
    void a_sidecar_follows_the_deployments() throws Exception {
        Path env = pod.resolve("values/.env");
        Running sidecar = run("sidecar.yaml", "values");
        try {
            awaitContent(env, MadeUp.content("payment"));
            rotate(MadeUp.content("rotated"));
            awaitContent(env, MadeUp.content("rotated"));
            assertThat(sidecar.process.isAlive()).isTrue();
        } finally {
            sidecar.process.descendants().forEach(ProcessHandle::destroyForcibly);
            sidecar.process.destroyForcibly();
        }
    }

    @Test
    void a_roll_out_happens_only_when_data_changed() throws Exception {
        String first = patchOfRollout();
        assertThat(first).contains("{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"valise/data\":\"");

        String unused = app.post("/secrets", Map.of("name", "unused", "value", MadeUp.content("unused")))
                .statusCode(201)
                .path("_id");
        app.put("/secrets/" + unused, Map.of("name", "renamed", "value", "")).statusCode(204);
        assertThat(patchOfRollout())
                .as("after two deployments that change nothing a program reads")
                .isEqualTo(first);

        rotate(MadeUp.content("rotated"));
        assertThat(patchOfRollout()).isNotEqualTo(first);
    }

    /** What the job in rollout.yaml would have sent to Kubernetes. */
    private String patchOfRollout() throws Exception {
        Path bin = Files.createDirectories(pod.resolve("bin"));
        Path kubectl = bin.resolve("kubectl");
        if (!Files.exists(kubectl)) {
            Files.writeString(kubectl, "#!/bin/sh\nprintf '%s' \"$5\"\n");
            Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
        }
        Running job = run("rollout.yaml", "rollout");
        job.waitForSuccess();
        return job.output();
    }

    private void rotate(String content) {
        String secret = app.get("/secrets").getString("[?(@.name == 'payment-key')]._id");
        app.put("/secrets/" + secret, Map.of("name", "payment-key", "value", content))
                .statusCode(204);
    }

    private static Map<String, Object> webhook(String store) {
        @SuppressWarnings("unchecked")
        Map<String, Object> webhook = (Map<String, Object>) Recipe.at(
                Recipe.of("external-secrets.yaml").object("SecretStore", store), "spec", "provider", "webhook");
        return webhook;
    }

    /** Like the operator: fills in the templates and sends the headers. */
    private Answer fetch(Map<String, Object> webhook, String key) {
        String url = ((String) webhook.get("url")).replace("{{ .remoteRef.key }}", key);
        assertThat(url).startsWith(BASE);
        String header = (String) Recipe.at(webhook, "headers", "Authorization");
        return Request.to(runtime)
                .header("Authorization", header.replace("{{ .valise.token }}", token))
                .get(url.substring(BASE.length()));
    }

    private Running run(String file, String container) throws IOException {
        return start(Recipe.of(file)
                .script(container)
                .replace("/var/run/secrets/valise", pod.resolve("secret").toString())
                .replace(" /values", " " + pod.resolve("values"))
                .replaceAll("(?<=cd |output )/values", pod.resolve("values").toString()));
    }

    private Running start(String script) throws IOException {
        Path output = Files.createTempFile(pod, "output", "");
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-ec", script))
                .redirectOutput(output.toFile())
                .redirectError(pod.resolve("errors").toFile());
        builder.environment().put("VALISE_URL", runtime);
        builder.environment().merge("PATH", pod.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        return new Running(builder.start(), output);
    }

    private static void awaitContent(Path file, String content) {
        Awaited.until(() -> text(file), text -> text.contains(content));
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Running(Process process, Path out) {
        void waitForSuccess() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }

        String output() throws IOException {
            return Files.readString(out);
        }
    }
}
