package io.valise.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OpenDraft;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ComparisonResourceTest {
    @Inject
    Given given;

    private Api api;

    @BeforeEach
    void app() {
        api = Api.withNewApp(given.accessToken(), "shop");
    }

    @Test
    void revisionsAreComparedByTheirNumbersInEitherDirection() {
        String greeting = api.value("greeting", "hello");
        api.value("colour", "red");
        api.put("/values/" + greeting, Map.of("name", "salutation", "value", "good morning"));
        api.put("/environment", Map.of("environment", "testing"));

        Answer all = api.read("/comparison?from=1&to=4");
        assertThat(all.getList("items[*].name")).containsExactly("colour", "salutation");
        assertThat(all.getList("items[*].action")).containsExactly("created", "changed");
        assertThat(all.getString("items[1].previous_name")).isEqualTo("greeting");
        assertThat(all.getString("environment.after")).isEqualTo("testing");
        assertThat(api.read("/comparison?from=4&to=1").getList("items[*].action"))
                .containsExactly("deleted", "changed");
        assertThat(api.read("/comparison?from=0&to=1").getList("items[*].action"))
                .containsExactly("created");
        Answer newest = api.read("/comparison");
        assertThat(newest.getString("from")).isEqualTo("3");
        assertThat(newest.getString("to")).isEqualTo("4");
        assertThat(newest.getList("items")).isEmpty();
    }

    @Test
    void contentsAreThoseOfBothSidesWithAllTheirDigitsAndOfNoSecret() {
        String secret = api.secret("api-key", MadeUp.content("api-key"));
        String link = api.link("apiKey", "api-key");
        String url = api.environmentValue("base-url", Map.of("testing", "http://testing.example"));
        String number = api.post("/values", "{\"name\": \"number\", \"value\": 12345678901234567890}")
                .statusCode(201)
                .path("_id");

        Answer items = api.read("/comparison/contents?from=0&to=4&ids=" + String.join(",", secret, link, url, number));

        assertThat(items.getList("[*].before")).containsOnlyNulls();
        assertThat(items.getList("[*].after.name")).containsExactly("api-key", "apiKey", "base-url", "number");
        assertThat(items.getString("[1].after.value")).isEqualTo("api-key");
        assertThat(items.getString("[2].after.values.testing")).isEqualTo("http://testing.example");
        assertThat(items.getString("[3].after.value")).isEqualTo("12345678901234567890");
    }

    @Test
    void whatADraftChangesIsReadBeforeAndAfter() {
        String greeting = api.value("greeting", "hello");
        OpenDraft draft = OpenDraft.by(api);
        api.put("/values/" + greeting, Map.of("name", "salutation", "value", "good morning"));
        String colour = api.value("colour", "red");

        Answer items = api.read(draft.path("/changes/contents?ids=" + greeting + "," + colour));

        assertThat(items.getString("[0].before.name")).isEqualTo("greeting");
        assertThat(items.getString("[0].before.value")).isEqualTo("hello");
        assertThat(items.getString("[0].after.name")).isEqualTo("salutation");
        assertThat(items.getString("[0].after.value")).isEqualTo("good morning");
        assertThat(items.getString("[1].after.value")).isEqualTo("red");
    }

    @Test
    void aFileHasADiffOnlyIfItDiffersAndAnIdCountsOnce() {
        String text = "exports = () => 1;";
        Map<String, Object> functions = Map.of(
                "config", List.of(Map.of("name", "greet")), "sources", Map.of("greet.js", text, "other.js", text));
        api.post("/import?strategy=replace-by-name", Map.of("config_version", 20210101, "functions", functions))
                .statusCode(204);
        List<String> files = api.read("/comparison?from=0&to=1").getList("items[?(@.kind == 'file')]._id");
        assertThat(files).isNotEmpty();
        String twice = String.join(",", files) + "," + String.join(",", files);

        Answer added = api.read("/comparison/contents?from=0&to=1&ids=" + twice);
        Answer same = api.read("/comparison/contents?from=1&to=1&ids=" + files.get(0));

        assertThat(added.getList("[*].diff")).hasSameSizeAs(files).doesNotContainNull();
        assertThat(same.getList("[*].diff")).containsOnlyNulls();
    }

    @Test
    void whatIsNotThereIsRefused() {
        String greeting = api.value("greeting", "hello");

        api.get("/comparison?from=7&to=1").error(404, "DeploymentNotFound");
        api.get("/comparison?to=7").error(404, "DeploymentNotFound");
        api.get("/comparison?from=x").error(400, "InvalidParameter");
        api.get("/comparison/contents?ids=x").error(400, "InvalidParameter");
        String many = String.join(",", Collections.nCopies(51, greeting));
        api.get("/comparison/contents?ids=" + many).error(400, "InvalidParameter");
        assertThat(api.read("/comparison/contents?ids=6650c0ffee0123456789abcd").<List<Object>>path(""))
                .isEmpty();
    }
}
