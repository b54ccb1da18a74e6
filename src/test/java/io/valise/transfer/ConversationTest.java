package io.valise.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Complete sessions of a command-line client, call by call, with bodies in chunks as the client sends them. */
@OnAnyStore
@QuarkusTest
class ConversationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PRODUCTS =
            List.of("", "?product=atlas", "?product=data-api", "?product=device-sync");

    @TestHTTPResource
    URI server;

    @Inject
    Given given;

    @Inject
    TestClock clock;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Api api;
    private Map<String, String> key;
    private String access;
    private String refresh;
    /** How often the client had to refresh its access token. */
    private int refreshed;

    @BeforeEach
    void anAppAndAKey() {
        api = Api.withNewApp(given.accessToken(), "shop");
        key = key("GROUP_OWNER");
    }

    private Map<String, String> key(String role) {
        var created = api.request()
                .body(Map.of("name", "laptop", "role", role))
                .post(Api.PREFIX + "/groups/" + api.project() + "/api_keys")
                .statusCode(201);
        return Map.of("username", created.getString("public_key"), "apiKey", created.getString("private_key"));
    }

    @AfterEach
    void now() {
        clock.reset();
    }

    @Test
    void aPullAnEditAndAPush() throws Exception {
        logIn();
        String app = find("shop");
        TreeMap<String, byte[]> directory = pull(app);
        directory.put("values/greeting.json", json("{\"name\": \"greeting\", \"value\": \"hello\"}"));
        String body = Client.body(directory);

        assertThat(diff(app, body)).hasSize(1);
        push(app, body);

        assertThat(diff(app, body)).isEmpty();
        assertThat(pull(app)).containsKey("values/greeting.json");
        assertThat(refreshed).isZero();
    }

    @Test
    @InProcess("the clock that tests move")
    void anAccessTokenThatExpiresInTheMiddleOfAPush() throws Exception {
        logIn();
        String app = find("shop");
        TreeMap<String, byte[]> directory = pull(app);
        directory.put("values/greeting.json", json("{\"name\": \"greeting\", \"value\": \"hello\"}"));
        String body = Client.body(directory);
        String draft = openDraft(app);
        clock.advance(Duration.ofMinutes(31));

        call("POST", app + "/import?strategy=replace-by-name", chunks(body), 204);
        clock.advance(Duration.ofMinutes(31));
        deploy(app, draft);

        assertThat(refreshed).isEqualTo(2);
        assertThat(diff(app, body)).isEmpty();
    }

    @Test
    void aPushThatIsRefusedLeavesNoDraftBehind() throws Exception {
        logIn();
        String app = find("shop");
        TreeMap<String, byte[]> directory = pull(app);
        directory.put("values/key.json", json("{\"name\": \"key\", \"value\": \"api-key\", \"from_secret\": true}"));
        String body = Client.body(directory);
        String draft = openDraft(app);

        JsonNode refused = call("POST", app + "/import?strategy=replace-by-name", chunks(body), 400);
        call("DELETE", app + "/drafts/" + draft, BodyPublishers.noBody(), 204);

        assertThat(refused.path("error").asText()).contains("secrets create --name api-key");
        assertThat(call("GET", app + "/drafts", BodyPublishers.noBody(), 200)).isEmpty();
    }

    /** {@code app create --config-version 20180301}, and then a push of a directory of that version with its secrets. */
    @Test
    void anAppOfAnOlderVersionIsCreatedPushedAndPulled() throws Exception {
        logIn();
        JsonNode created = call("POST", "/groups/" + api.project() + "/apps", chunks("{\"name\": \"legacy\"}"), 201);
        String app = "/groups/" + api.project() + "/apps/" + created.path("_id").asText();
        TreeMap<String, byte[]> directory = new TreeMap<>();
        directory.put("stitch.json", json("{\"config_version\": 20180301, \"name\": \"legacy\"}"));
        directory.put("auth_providers/api-key.json", json("{\"name\": \"api-key\", \"disabled\": true}"));
        call("POST", app + "/import?strategy=replace-by-name", chunks(Client.body(directory)), 204);

        directory.put("services/mail/config.json", json("{\"name\": \"mail\", \"type\": \"http\"}"));
        directory.put("secrets.json", json("{\"services\": {\"mail\": {\"key\": \"made-up\"}}}"));
        directory.put("values/key.json", json("{\"name\": \"key\", \"value\": \"__mail_key\", \"from_secret\": true}"));
        String body = Client.body(directory);
        assertThat(diff(app, body)).hasSize(3).contains("secret \"__mail_key\": created");
        push(app, body);

        assertThat(diff(app, body)).isEmpty();
        assertThat(pull(app, "20180301"))
                .containsKeys("stitch.json", "values/key.json", "auth_providers/api-key.json")
                .doesNotContainKey("secrets.json");
        assertThat(call("GET", app + "/secrets", BodyPublishers.noBody(), 200)
                        .path(0)
                        .path("used_by")
                        .toString())
                .isEqualTo("[\"key\",\"services/mail/config.json\"]");
    }

    @Test
    void anExistingDraftIsShownAndDiscarded() throws Exception {
        logIn();
        String app = find("shop");
        openDraft(app);

        JsonNode refused = call("POST", app + "/drafts", chunks(""), 409);
        assertThat(refused.path("error_code").asText()).isEqualTo("DraftAlreadyExists");
        String inTheWay = call("GET", app + "/drafts", BodyPublishers.noBody(), 200)
                .path(0)
                .path("_id")
                .asText();
        JsonNode diff = call("GET", app + "/drafts/" + inTheWay + "/diff", BodyPublishers.noBody(), 200);
        assertThat(diff.path("diffs").isArray()).isTrue();
        call("DELETE", app + "/drafts/" + inTheWay, BodyPublishers.noBody(), 204);
        openDraft(app);
    }

    /** The client's {@code apps diff} and {@code push --dry-run}, with a key that may only read. */
    @Test
    void aReaderPreviewsAPush() throws Exception {
        api.value("greeting", "hello");
        api.secret("key", MadeUp.content("key"));
        key = key("GROUP_READ_ONLY");
        logIn();
        String app = find("shop");
        TreeMap<String, byte[]> directory = pull(app);
        String unchanged = Client.body(directory);
        directory.put("values/greeting.json", json("{\"name\": \"greeting\", \"value\": \"good day\"}"));
        directory.put("values/key.json", json("{\"name\": \"key\", \"value\": \"key\", \"from_secret\": true}"));
        String body = Client.body(directory);

        assertThat(diff(app, unchanged)).isEmpty();
        assertThat(diff(app, body)).hasSize(2).anyMatch(diff -> diff.startsWith("--- values/greeting.json"));

        call("POST", app + "/drafts", chunks(""), 403);
        call("POST", app + "/import?strategy=replace-by-name", chunks(body), 403);
        assertThat(api.names("/values")).containsExactly("greeting");
    }

    /** The client's {@code function run}. It shows logs, error logs and the result, and nothing else of the answer. */
    @Test
    void aFunctionIsRun() throws Exception {
        logIn();
        String app = find("shop");
        TreeMap<String, byte[]> directory = pull(app);
        directory.put("functions/config.json", json("[{\"name\": \"echo\"}, {\"name\": \"fail\"}]"));
        directory.put("functions/echo.js", json("exports = (a, b) => ({ a, b });"));
        directory.put("functions/fail.js", json("exports = () => {\n  console.error('so far');\n  return nope;\n};"));
        push(app, Client.body(directory));

        assertThat(call("GET", app + "/functions", BodyPublishers.noBody(), 200).findValuesAsText("name"))
                .containsExactly("echo", "fail");
        String run = app + "/debug/execute_function?run_as_system=true";
        JsonNode echo = call("POST", run, chunks("{\"arguments\":[{\"one\":1},[2.5,\"x\"]],\"name\":\"echo\"}"), 200);
        assertThat(echo.path("result"))
                .isEqualTo(JSON.readTree(
                        "{\"a\":{\"one\":{\"$numberInt\":\"1\"}}," + "\"b\":[{\"$numberDouble\":\"2.5\"},\"x\"]}"));
        assertThat(echo.path("error_logs")).isEmpty();
        JsonNode fail = call("POST", run, chunks("{\"arguments\":[],\"name\":\"fail\"}"), 200);
        assertThat(fail.path("error_logs"))
                .isEqualTo(JSON.readTree("[\"so far\",\"ReferenceError: nope is not defined (line 3, column 10)\"]"));
        JsonNode refused = call(
                "POST",
                app + "/debug/execute_function?user_id=6650c0ffee0123456789abcd",
                chunks("{\"arguments\":[],\"name\":\"echo\"}"),
                400);
        assertThat(refused.path("error").asText()).contains("user_id");
    }

    private void logIn() throws Exception {
        JsonNode session = JSON.readTree(
                send("POST", "/auth/providers/mongodb-cloud/login", null, chunks(JSON.writeValueAsString(key)))
                        .body());
        access = session.path("access_token").asText();
        refresh = session.path("refresh_token").asText();
    }

    /**
     * The app's path. The client merges the lists of all products and takes the single app whose name has this prefix.
     */
    private String find(String name) throws Exception {
        String project = call("GET", "/auth/profile", BodyPublishers.noBody(), 200)
                .path("roles")
                .path(0)
                .path("group_id")
                .asText();
        String apps = "/groups/" + project + "/apps";
        JsonNode found = null;
        for (String product : PRODUCTS) {
            for (JsonNode app : call("GET", apps + product, BodyPublishers.noBody(), 200)) {
                assertThat(found).as("only one matching app").isNull();
                found = app;
            }
        }
        assertThat(found.path("client_app_id").asText()).startsWith(name);
        return apps + "/" + found.path("_id").asText();
    }

    private TreeMap<String, byte[]> pull(String app) throws Exception {
        return pull(app, "20210101&source_control=true");
    }

    private TreeMap<String, byte[]> pull(String app, String version) throws Exception {
        HttpResponse<byte[]> zip = send("GET", app + "/export?version=" + version, access, BodyPublishers.noBody());
        assertThat(zip.statusCode()).isEqualTo(200);
        assertThat(zip.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
        return Client.unzip(zip.body());
    }

    private List<String> diff(String app, String body) throws Exception {
        JsonNode diffs = call("POST", app + "/import?diff=true&strategy=replace-by-name", chunks(body), 200);
        return JSON.convertValue(diffs, JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    private void push(String app, String body) throws Exception {
        String draft = openDraft(app);
        call("POST", app + "/import?strategy=replace-by-name", chunks(body), 204);
        deploy(app, draft);
    }

    private String openDraft(String app) throws Exception {
        return call("POST", app + "/drafts", chunks(""), 201).path("_id").asText();
    }

    private void deploy(String app, String draft) throws Exception {
        JsonNode deployment = call("POST", app + "/drafts/" + draft + "/deployment", chunks(""), 201);
        String id = deployment.path("_id").asText();
        assertThat(call("GET", app + "/deployments/" + id, BodyPublishers.noBody(), 200)
                        .path("status")
                        .asText())
                .isEqualTo("successful");
    }

    /** Calls like the client: repeats the call with a fresh access token if the error code asks for it. */
    private JsonNode call(String method, String path, BodyPublisher body, int status) throws Exception {
        HttpResponse<byte[]> response = send(method, path, access, body);
        if (new String(response.body(), StandardCharsets.UTF_8).contains("InvalidSession")) {
            HttpResponse<byte[]> fresh = send("POST", "/auth/session", refresh, chunks(""));
            assertThat(fresh.statusCode()).isEqualTo(201);
            access = JSON.readTree(fresh.body()).path("access_token").asText();
            refreshed++;
            response = send(method, path, access, body);
        }
        assertThat(response.statusCode())
                .as(method + " " + path + " " + new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private HttpResponse<byte[]> send(String method, String path, String token, BodyPublisher body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(Api.PREFIX + path))
                .method(method, body)
                .header("X-Baas-Request-Origin", "mongodb-baas-cli");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body.contentLength() < 0 && !path.endsWith("/drafts") && !path.endsWith("/deployment")) {
            request.header("Content-Type", "application/json");
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** A body of unknown length, which is sent in chunks. */
    private static BodyPublisher chunks(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
