package io.valise.drafts;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DraftDiffResourceTest {
    @Inject
    Given given;

    private Api api;

    @BeforeEach
    void app() {
        api = Api.withNewApp(given.accessToken(), "shop");
    }

    @Test
    void aFreshDraftHasNoDifferences() {
        api.value("greeting", "hello");
        String draft = api.draft();

        var diff = api.get("/drafts/" + draft + "/diff").statusCode(200);

        assertThat(diff.getMap(""))
                .containsOnlyKeys(
                        "diffs",
                        "hosting_files_diff",
                        "dependencies_diff",
                        "graphql_config_diff",
                        "schema_options_diff");
        assertThat(diff.getList("diffs")).isEmpty();
        assertThat(diff.getList("hosting_files_diff.added")).isEmpty();
        assertThat(diff.getList("graphql_config_diff.field_diffs")).isEmpty();
        assertThat(diff.getList("schema_options_diff.rest_validation_diff")).isEmpty();
    }

    @Test
    void aChangedValueShowsAsAUnifiedDiffOfItsFile() {
        String id = api.value("greeting", Map.of("text", "hello"));
        String draft = api.draft();
        api.put("/values/" + id, Map.of("name", "greeting", "value", Map.of("text", "good morning")));

        assertThat(diffs(draft)).containsExactly("""
                --- values/greeting.json
                +++ values/greeting.json
                @@ -2,6 +2,6 @@
                     "name": "greeting",
                     "from_secret": false,
                     "value": {
                -        "text": "hello"
                +        "text": "good morning"
                     }
                 }""");
    }

    @Test
    void whatTheDraftDoesToSecretsShowsAsNamesOnly() {
        String key = api.secret("api-key", "made-up-one");
        String old = api.secret("old", "made-up-two");
        String gone = api.secret("gone", "made-up-three");
        api.link("uses-old", "old");
        String draft = api.draft();
        api.put("/secrets/" + key, Map.of("name", "api-key", "value", "made-up-four"));
        api.put("/secrets/" + old, Map.of("name", "new", "value", ""));
        api.request().delete(api.path("/secrets/" + gone)).statusCode(204);
        api.secret("fresh", "made-up-five");

        List<String> diffs = diffs(draft);

        assertThat(diffs)
                .contains(
                        "secret \"api-key\": content changed",
                        "secret \"new\": renamed from \"old\"",
                        "secret \"gone\": deleted",
                        "secret \"fresh\": created")
                .anySatisfy(diff -> assertThat(diff).contains("values/uses-old.json", "+    \"value\": \"new\""))
                .hasSize(5);
        assertThat(diffs.toString()).doesNotContain("made-up");
    }

    @Test
    void environmentValuesAndTheTagShowInTheirFiles() {
        api.post("/environment_values", Map.of("name", "base", "values", Map.of("qa", "one", "none", 1)));
        String draft = api.draft();
        api.post("/environment_values", Map.of("name", "more", "values", Map.of("qa", "two")));
        api.put("/environment", Map.of("environment", "qa"));

        List<String> diffs = diffs(draft);

        assertThat(diffs).hasSize(2);
        assertThat(diffs.get(0)).startsWith("--- environments/qa.json").contains("+        \"more\": \"two\"");
        assertThat(diffs.get(1)).startsWith("--- realm_config.json").contains("+    \"environment\": \"qa\"");
    }

    @Test
    void aDraftOfNobodyIsNotFound() {
        api.get("/drafts/6650c0ffee0123456789abcd/diff").statusCode(404);
    }

    private List<String> diffs(String draft) {
        return api.get("/drafts/" + draft + "/diff").statusCode(200).getList("diffs");
    }
}
