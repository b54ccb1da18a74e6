package io.valise.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.OpenDraft;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies, as the official command line compares, uploads and exports them: a package.json that is kept. */
@QuarkusTest
class DependenciesResourceTest {
    private static final String FILE = "package.json";
    private static final String CONTENT =
            "{\"name\":\"shop\",  \"dependencies\":{\"lodash\":\"4.17.21\",\"ms\":\"2\"}}";

    @Inject
    Given given;

    private Api api;
    private CommandLine client;

    @BeforeEach
    void app() {
        api = Api.withNewApp(given.accessToken(), "shop");
        client = CommandLine.of(api);
    }

    @Test
    void an_upload_is_kept_exported_and_in_the_directory() {
        client.uploadDependencies(FILE, CONTENT).statusCode(204);

        client.api()
                .read("/dependencies/status")
                .body("status", equalTo("successful"))
                .body("status_message", containsString("functions/package.json"));
        Answer export = client.api().read("/dependencies/export");
        export.header("Content-Disposition", "attachment; filename=\"package.json\"");
        assertThat(export.asString()).isEqualTo(CONTENT);
        assertThat(api.read("/pull").getString("files['functions/package.json']"))
                .isEqualTo(CONTENT);
    }

    @Test
    void a_diff_names_dependencies_that_differ() {
        diff(CONTENT).body("added", equalTo(List.of(version("lodash", "4.17.21"), version("ms", "2"))));
        client.uploadDependencies(FILE, CONTENT).statusCode(204);

        diff("{\"dependencies\": {\"lodash\": \"5.0.0\", \"got\": \"14\"}}")
                .body("added", equalTo(List.of(version("got", "14"))))
                .body("deleted", equalTo(List.of(version("ms", "2"))))
                .body(
                        "modified",
                        equalTo(List.of(Map.of("name", "lodash", "version", "5.0.0", "previous_version", "4.17.21"))));
        diff(CONTENT)
                .body("added", equalTo(List.of()))
                .body("deleted", equalTo(List.of()))
                .body("modified", equalTo(List.of()));
    }

    /** The client pushes a file only if there is a difference. */
    @Test
    void a_diff_without_other_dependencies_names_the_file_if_it_differs() {
        diff("{}").body("added[0].name", equalTo(FILE));
        client.uploadDependencies(FILE, CONTENT).statusCode(204);

        diff(CONTENT + "\n")
                .body("modified[0].name", equalTo(FILE))
                .body("modified[0].version", containsString("sha256:"));
    }

    private Answer diff(String content) {
        return client.diffDependencies(FILE, content).statusCode(200);
    }

    private static Map<String, String> version(String name, String version) {
        return Map.of("name", name, "version", version);
    }

    @Test
    void readers_may_compare_but_not_upload() {
        CommandLine reader = CommandLine.of(api.reader());

        reader.diffDependencies(FILE, CONTENT).statusCode(200);
        reader.uploadDependencies(FILE, CONTENT).error(403, "Forbidden");
        reader.api().get("/dependencies/export").error(404, "NotFound");
    }

    @Test
    void an_upload_joins_the_callers_draft() {
        OpenDraft draft = OpenDraft.by(client.api());

        client.uploadDependencies(FILE, CONTENT).statusCode(204);

        assertThat(draft.diffs()).anySatisfy(diff -> assertThat(diff).contains("+++ functions/package.json"));
        api.colleague().get("/dependencies/export").error(404, "NotFound");
        client.api().read("/dependencies/export");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node_modules.zip", "node_modules.tar.gz", "package-lock.json", ""})
    void an_archive_is_refused_with_what_is_supported(String file) {
        for (Answer answer : List.of(
                client.diffDependencies(file, "PK"),
                client.uploadDependencies(file, "PK"),
                client.api().get("/dependencies/archive"))) {
            answer.error(400, "NotSupported").body("error", containsString("--include-package-json"));
        }
        assertThat(api.revision()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"dependencies\": []}",
                "{\"dependencies\": {\"a\": 1}}",
                "{\"a\":1,\"a\":2}"
            })
    void a_file_that_npm_could_not_read_is_refused(String content) {
        assertThat(client.diffDependencies(FILE, content).statusCode(400).getString("error"))
                .contains("functions/package.json");
        client.uploadDependencies(FILE, content).statusCode(400);
        assertThat(api.revision()).isZero();
    }
}
