package io.valise.transfer;

import static io.valise.hosting.CommandLine.attribute;
import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.hosting.CommandLine;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The conversations of the official command line for {@code push} and {@code pull} with {@code --include-hosting},
 * {@code --include-package-json} and {@code --include-node-modules}, in the order of its calls.
 */
@QuarkusTest
class IncludeFlagsTest {
    private static final String IMPORT = "/import?strategy=replace-by-name";
    private static final String PACKAGE = "{\"dependencies\": {\"lodash\": \"4.17.21\"}}\n";
    private static final Map<String, String> HTML = attribute("Content-Type", "text/html");
    private static final byte[] PAGE = bytes("<p>hello</p>");
    private static final byte[] ICON = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff, '\r', '\n'};

    @Inject
    Given given;

    @Inject
    TestClock clock;

    private Api owner;
    private Map<String, String> key;
    private String refresh;
    private CommandLine client;

    @BeforeEach
    void logIn() {
        owner = Api.withNewApp(given.accessToken(), "shop");
        Answer created = owner.request()
                .body(Map.of("name", "laptop", "role", "GROUP_OWNER"))
                .post(Api.PREFIX + "/groups/" + owner.project() + "/api_keys")
                .statusCode(201);
        key = Map.of("username", created.getString("public_key"), "apiKey", created.getString("private_key"));
        Answer session = given().contentType("application/json")
                .body(key)
                .post(Api.PREFIX + "/auth/providers/mongodb-cloud/login")
                .statusCode(200);
        refresh = session.getString("refresh_token");
        client = CommandLine.of(Api.of(session.getString("access_token")).to(owner.app()));
    }

    @AfterEach
    void now() {
        clock.reset();
    }

    @Test
    void a_push_of_everything_and_a_pull_of_everything() {
        TreeMap<String, byte[]> directory = pulled();
        directory.put("values/greeting.json", bytes("{\"name\": \"greeting\", \"value\": \"hello\"}"));
        String body = Client.body(directory);

        // Determining changes
        assertThat(api().post(IMPORT + "&diff=true", body).statusCode(200).getList(""))
                .hasSize(1);
        client.diffDependencies("package.json", PACKAGE).statusCode(200);
        assertThat(client.assets()).isEmpty();
        // Pushing
        push(body);
        client.uploadDependencies("package.json", PACKAGE).statusCode(204);
        assertThat(api().read("/dependencies/status").getString("status")).isEqualTo("successful");
        client.upload("/index.html", PAGE, HTML).statusCode(204);
        client.upload(
                        "/img/icon.png",
                        ICON,
                        attribute("Content-Type", "image/png"),
                        attribute("Cache-Control", "no-cache"))
                .statusCode(204);
        api().put("/hosting/cache", Map.of("invalidate", true, "path", "/*")).statusCode(204);

        // A second push finds no difference.
        assertThat(api().post(IMPORT + "&diff=true", body).getList("")).isEmpty();
        assertThat(client.diffDependencies("package.json", PACKAGE).getList("added"))
                .isEmpty();
        assertThat(client.assets().get("/index.html")).containsEntry("attrs", List.of(HTML));
        // A pull brings everything back.
        Map<String, Map<String, Object>> assets = client.assets();
        assertThat(assets).containsOnlyKeys("/index.html", "/img/icon.png");
        assertThat(CommandLine.download(assets.get("/img/icon.png")).asByteArray())
                .isEqualTo(ICON);
        assertThat(api().read("/dependencies/export").asString()).isEqualTo(PACKAGE);
        assertThat(pulled())
                .containsKeys(
                        "values/greeting.json",
                        "functions/package.json",
                        "hosting/metadata.json",
                        "hosting/files/index.html",
                        "hosting/files/img/icon.png");
    }

    @Test
    void a_push_without_the_flags_loses_nothing() {
        client.uploadDependencies("package.json", PACKAGE).statusCode(204);
        client.upload("/index.html", PAGE, HTML).statusCode(204);
        TreeMap<String, byte[]> directory = pulled();
        directory.put("values/greeting.json", bytes("{\"name\": \"greeting\", \"value\": \"hello\"}"));

        push(Client.body(directory));

        assertThat(client.assets()).containsOnlyKeys("/index.html");
        assertThat(api().read("/dependencies/export").asString()).isEqualTo(PACKAGE);
    }

    @Test
    void node_modules_are_refused_before_anything_is_pushed_and_the_rest_can_be() {
        TreeMap<String, byte[]> directory = pulled();
        directory.put("values/greeting.json", bytes("{\"name\": \"greeting\", \"value\": \"hello\"}"));
        String body = Client.body(directory);

        api().post(IMPORT + "&diff=true", body).statusCode(200);
        client.diffDependencies("node_modules.zip", "PK")
                .error(400, "NotSupported")
                .body("error", containsString("--include-package-json"));
        assertThat(api().read("/drafts").getList("")).isEmpty();
        assertThat(owner.revision()).isZero();

        push(body);
        assertThat(owner.names("/values")).containsExactly("greeting");
    }

    @Test
    @InProcess("the clock that tests move")
    void a_token_that_expires_in_the_middle_is_renewed_and_the_call_repeated() {
        String body = Client.body(pulled());
        clock.advance(Duration.ofMinutes(31));
        client.diffDependencies("package.json", PACKAGE).error(401, "InvalidSession");
        renew();
        client.diffDependencies("package.json", PACKAGE).statusCode(200);
        clock.advance(Duration.ofMinutes(31));
        client.upload("/index.html", PAGE, HTML).error(401, "InvalidSession");
        renew();
        client.upload("/index.html", PAGE, HTML).statusCode(204);
        clock.advance(Duration.ofMinutes(31));
        api().get("/dependencies/archive").error(401, "InvalidSession");

        renew();
        assertThat(client.assets()).containsOnlyKeys("/index.html");
        assertThat(api().post(IMPORT + "&diff=true", body).getList("")).isEmpty();
    }

    /** The client discards the draft in its way, and what has been staged in it: assets too. */
    @Test
    void a_draft_in_the_way_is_shown_and_discarded() {
        String old = api().draft();
        client.upload("/staged.html", PAGE, HTML).statusCode(204);

        api().request().post(api().path("/drafts")).error(409, "DraftAlreadyExists");
        assertThat(api().read("/drafts/" + old + "/diff").getList("diffs"))
                .anySatisfy(diff -> assertThat(diff.toString()).contains("hosting/files/staged.html"));
        api().delete("/drafts/" + old).statusCode(204);
        push(Client.body(pulled()));
        client.upload("/index.html", PAGE, HTML).statusCode(204);

        assertThat(client.assets()).containsOnlyKeys("/index.html");
    }

    /** A conflict ends the push before dependencies and assets are sent; the client discards its draft. */
    @Test
    void a_conflict_ends_the_push_and_leaves_no_draft() {
        TreeMap<String, byte[]> directory = pulled();
        directory.put("values/greeting.json", bytes("{\"name\": \"greeting\", \"value\": \"mine\"}"));
        String draft = api().draft();
        api().post(IMPORT, Client.body(directory)).statusCode(204);
        owner.value("greeting", "theirs");

        api().request().post(api().path("/drafts/" + draft + "/deployment")).error(409, "DraftConflict");
        api().delete("/drafts/" + draft).statusCode(204);

        assertThat(api().read("/drafts").getList("")).isEmpty();
        assertThat(owner.names("/values")).containsExactly("greeting");
    }

    /** The client warns about the asset, sends the others, and fails at the end. */
    @Test
    void an_asset_that_is_too_large_does_not_stop_the_others() {
        client.upload("/big.bin", new byte[9_000_000])
                .error(413, "PayloadTooLarge")
                .body("error", containsString("/big.bin must have at most 8388608 bytes"));
        client.upload("/index.html", PAGE, HTML).statusCode(204);

        assertThat(client.assets()).containsOnlyKeys("/index.html");
    }

    private Api api() {
        return client.api();
    }

    private TreeMap<String, byte[]> pulled() {
        return Client.unzip(
                api().read("/export?version=20210101&source_control=true").asByteArray());
    }

    private void push(String body) {
        String draft = api().draft();
        api().post(IMPORT, body).statusCode(204);
        api().deploy(draft);
    }

    private void renew() {
        String access = given().header("Authorization", "Bearer " + refresh)
                .post(Api.PREFIX + "/auth/session")
                .statusCode(201)
                .getString("access_token");
        client = CommandLine.of(Api.of(access).to(owner.app()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
