package io.valise.transfer;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OpenDraft;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The official client's calls while its user has a draft open in the console: what the client reports as done is live,
 * and the console's draft stays as it was.
 */
@QuarkusTest
class PushBesideAConsoleDraftTest {
    private static final String IMPORT = "/import?strategy=replace-by-name";

    @Inject
    Given given;

    private Api console;
    private Api client;
    private OpenDraft draft;
    private Map<String, Object> inTheConsole;

    @BeforeEach
    void aDraftInTheConsole() {
        Api owner = Api.withNewApp(given.accessToken(), "shop");
        owner.value("greeting", "hello");
        Answer key = owner.request()
                .body(Map.of("name", "laptop", "role", "GROUP_OWNER"))
                .post(Api.PREFIX + "/groups/" + owner.project() + "/api_keys")
                .statusCode(201);
        console = logIn(key, "valise-console").to(owner.app());
        client = logIn(key, "mongodb-baas-cli").to(owner.app());
        draft = OpenDraft.by(console);
        console.secret("staged", MadeUp.content("staged"));
        console.value("staged", "in the console");
        inTheConsole = asTheConsoleShowsIt();
    }

    private static Api logIn(Answer key, String origin) {
        String access = given().contentType("application/json")
                .header("X-Baas-Request-Origin", origin)
                .body(Map.of("username", key.getString("public_key"), "apiKey", key.getString("private_key")))
                .post(Api.PREFIX + "/auth/providers/mongodb-cloud/login")
                .statusCode(200)
                .path("access_token");
        return Api.of(access).by(origin);
    }

    private Map<String, Object> asTheConsoleShowsIt() {
        return Map.of(
                "drafts", console.read("/drafts").getList("[*]._id"),
                "diff", draft.diffs(),
                "changes", console.read(draft.path("/changes")).getList("items[*].name"),
                "secrets", console.names("/secrets"),
                "values", console.names("/values"));
    }

    private TreeMap<String, byte[]> pull() {
        return Client.unzip(client.get("/export?version=20210101&source_control=true")
                .statusCode(200)
                .asByteArray());
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The edited directory: one value changed, and one added that links to a secret. */
    private String edited() {
        TreeMap<String, byte[]> directory = pull();
        directory.put("values/greeting.json", json("{\"name\": \"greeting\", \"value\": \"good morning\"}"));
        directory.put(
                "values/apiKey.json", json("{\"name\": \"apiKey\", \"value\": \"api-key\", \"from_secret\": true}"));
        return Client.body(directory);
    }

    private List<String> preview(String body) {
        return client.post(IMPORT + "&diff=true", body).statusCode(200).getList("");
    }

    private void isLive() {
        Program program = Program.of(console);
        assertThat(program.value("greeting")).isEqualTo("\"good morning\"");
        assertThat(program.value("apiKey")).isEqualTo("\"" + MadeUp.content("api-key") + "\"");
        program.get("/values/staged").statusCode(404);
    }

    @Test
    void a_secret_and_a_push_are_live_and_the_draft_is_unchanged() {
        client.secret("api-key", MadeUp.content("api-key"));
        String body = edited();
        assertThat(preview(body)).hasSize(2);
        OpenDraft pushed = OpenDraft.by(client);
        client.post(IMPORT, body).statusCode(204);
        pushed.deploy();

        isLive();
        assertThat(preview(body)).as("nothing is left to push").isEmpty();
        assertThat(asTheConsoleShowsIt()).isEqualTo(inTheConsole);
    }

    @Test
    void a_push_that_discards_a_draft_discards_only_its_own() {
        client.secret("api-key", MadeUp.content("api-key"));
        OpenDraft leftOver = OpenDraft.by(client);
        String body = edited();
        preview(body);
        client.request().post(client.path("/drafts")).statusCode(409);
        List<String> inTheWay = client.read("/drafts").getList("[*]._id");
        assertThat(inTheWay).containsExactly(leftOver.id());
        client.get(leftOver.path("/diff")).statusCode(200);
        client.delete(leftOver.path("")).statusCode(204);
        OpenDraft pushed = OpenDraft.by(client);
        client.post(IMPORT, body).statusCode(204);
        pushed.deploy();

        isLive();
        assertThat(asTheConsoleShowsIt()).isEqualTo(inTheConsole);
    }

    @Test
    void the_draft_can_be_deployed_on_top_of_it() {
        client.secret("api-key", MadeUp.content("api-key"));
        OpenDraft pushed = OpenDraft.by(client);
        client.post(IMPORT, edited()).statusCode(204);
        pushed.deploy();

        draft.deploy();

        assertThat(client.names("/values")).containsExactly("apiKey", "greeting", "staged");
        assertThat(client.names("/secrets")).containsExactly("api-key", "staged");
    }
}
