package io.valise.secrets;

import static io.valise.testing.BulkApi.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.contents.Secret;
import io.valise.crypto.Sealer;
import io.valise.testing.BulkApi;
import io.valise.testing.LogLines;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SecretsImportResourceTest {
    private static final String DOTENV = "text/plain";
    private static final String JSON = "application/json";

    @Inject
    BulkApi api;

    @Inject
    Sealer sealer;

    BulkApi.App app;

    @BeforeEach
    void anApp() {
        app = api.newApp();
    }

    /** A secret's current content, decrypted as the run time does. */
    private String content(String name) {
        String id = app.id("secrets", name);
        List<Secret> contents =
                Secret.<Secret>list("secret", new ObjectId(id)).await().atMost(Duration.ofSeconds(5));
        Secret newest =
                contents.stream().max(Comparator.comparing(secret -> secret.id)).orElseThrow();
        return sealer.open(newest.place(), newest.content)
                .await()
                .atMost(Duration.ofSeconds(5))
                .reveal();
    }

    @Nested
    class Without_a_draft {
        /** ¶ stands for a line end. */
        @ParameterizedTest
        @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
                        text/plain                ~ A='one'¶B="two¶lines"
                        text/plain; charset=UTF-8 ~ A=one¶B="two\\nlines"
                        application/json          ~ {"A": "one", "B": "two\\nlines"}
                        application/yaml          ~ A: one¶B: |-¶  two¶  lines¶
                        application/x-yaml        ~ {A: one, B: "two\\nlines"}
                        text/yaml                 ~ A: one¶B: 'two¶¶  lines'
                        """)
        void each_media_type_gives_the_same_secrets(String type, String body) {
            String text = body.replace('¶', '\n');

            app.importing("secrets", type, text)
                    .statusCode(200)
                    .body("created", contains("A", "B"))
                    .body("updated", empty())
                    .body("removed", empty())
                    .body("unchanged", empty());

            assertThat(content("A")).isEqualTo("one");
            assertThat(content("B")).isEqualTo("two\nlines");
        }

        @Test
        void it_is_one_deployment_and_lists_names_by_kind_of_change() {
            app.importing("secrets", DOTENV, "b=1\na=1\nkept=1").statusCode(200);
            app.importing("secrets", DOTENV, "z=1\nb=2\na=1\nc=1")
                    .statusCode(200)
                    .body("created", contains("c", "z"))
                    .body("updated", contains("b"))
                    .body("unchanged", contains("a"))
                    .body("removed", empty());

            assertThat(app.names("secrets")).containsExactly("a", "b", "c", "kept", "z");
            assertThat(app.deployments()).isEqualTo(2);
            assertThat(content("b")).isEqualTo("2");
        }

        @Test
        void the_same_again_deploys_nothing() {
            app.importing("secrets", DOTENV, "a=1\nb=2").statusCode(200);
            app.importing("secrets", JSON, "{\"a\": \"1\", \"b\": \"2\"}")
                    .statusCode(200)
                    .body("unchanged", contains("a", "b"));

            assertThat(app.deployments()).isEqualTo(1);
        }

        @Test
        void updated_secrets_keep_their_ids_and_get_new_versions() {
            app.importing("secrets", DOTENV, "a=1").statusCode(200);
            String id = app.id("secrets", "a");
            app.importing("secrets", DOTENV, "a=2").statusCode(200);

            app.get("secrets").body("[0]._id", equalTo(id)).body("[0].version", equalTo(2));
        }

        @Test
        void replace_removes_those_absent() {
            app.importing("secrets", DOTENV, "a=1\nb=1\nc=1").statusCode(200);
            app.importing("secrets?replace=true", DOTENV, "b=1\nd=1")
                    .statusCode(200)
                    .body("created", contains("d"))
                    .body("removed", contains("a", "c"))
                    .body("unchanged", contains("b"));

            assertThat(app.names("secrets")).containsExactly("b", "d");
        }

        @ParameterizedTest
        @ValueSource(strings = {"secrets?replace=true", "secrets?replace=true&diff=true"})
        void replace_does_not_remove_a_secret_that_values_link_to(String route) {
            app.importing("secrets", DOTENV, "a=1\nb=1").statusCode(200);
            app.post("values", Map.of("name", "v1", "value", "a", "from_secret", true))
                    .statusCode(201);
            app.post("values", Map.of("name", "v2", "value", "a", "from_secret", true))
                    .statusCode(201);

            app.importing(route, DOTENV, "c=1")
                    .statusCode(409)
                    .body("error_code", equalTo("SecretInUse"))
                    .body("error", containsString("the value \"v1\" links to the secret \"a\""))
                    .body("details[*].field", contains("v1", "v2"));

            assertThat(app.names("secrets")).containsExactly("a", "b");
        }

        @Test
        void a_value_that_links_to_a_missing_secret_links_to_it_again() {
            app.importing("secrets", DOTENV, "a=1").statusCode(200);
            app.post("values", Map.of("name", "v", "value", "a", "from_secret", true))
                    .statusCode(201);
            app.request()
                    .delete(app.path() + "/secrets/" + app.id("secrets", "a") + "?force=true")
                    .statusCode(204);
            app.importing("secrets", DOTENV, "a=2").statusCode(200);

            app.get("secrets").body("[?(@.name == 'a')].used_by", contains(List.of("v")));
            app.get("secrets/missing").statusCode(200).body("", empty());
        }

        @Test
        void a_preview_writes_nothing() {
            app.importing("secrets", DOTENV, "a=1\nb=1").statusCode(200);
            long contents = Secret.count().await().atMost(Duration.ofSeconds(5));

            app.importing("secrets?diff=true&replace=true", DOTENV, "a=2\nc=1")
                    .statusCode(200)
                    .body("created", contains("c"))
                    .body("updated", contains("a"))
                    .body("removed", contains("b"));

            assertThat(app.deployments()).isEqualTo(1);
            assertThat(app.names("secrets")).containsExactly("a", "b");
            assertThat(Secret.count().await().atMost(Duration.ofSeconds(5))).isEqualTo(contents);
        }

        @Test
        void a_thousand_secrets_are_one_deployment() {
            String body = IntStream.range(0, 1_000)
                    .mapToObj(i -> "SECRET_" + i + "=\"" + "x".repeat(400) + i + "\"\n")
                    .collect(Collectors.joining());

            app.importing("secrets", DOTENV, body).statusCode(200).body("created", hasSize(1_000));
            app.importing("secrets", DOTENV, body).statusCode(200).body("unchanged", hasSize(1_000));

            assertThat(app.deployments()).isEqualTo(1);
        }
    }

    @Nested
    class With_a_draft {
        @BeforeEach
        void aDraft() {
            app.importing("secrets", DOTENV, "a=1").statusCode(200);
            app.post("drafts", Map.of()).statusCode(201);
        }

        @Test
        void it_joins_the_draft_and_nobody_else_sees_it() {
            BulkApi.App colleague = app.forAnotherUser("GROUP_OWNER");
            app.importing("secrets", DOTENV, "a=2\nb=1").statusCode(200).body("updated", contains("a"));

            assertThat(app.names("secrets")).containsExactly("a", "b");
            assertThat(colleague.names("secrets")).containsExactly("a");
            assertThat(app.deployments()).isEqualTo(1);
        }

        @Test
        void what_the_draft_already_contains_is_unchanged() {
            app.importing("secrets", DOTENV, "a=2\nb=1").statusCode(200);
            app.importing("secrets", DOTENV, "a=2\nb=1").statusCode(200).body("unchanged", contains("a", "b"));
        }

        @Test
        void a_preview_leaves_the_draft_as_it_is() {
            app.importing("secrets?diff=true", DOTENV, "a=2\nb=1")
                    .statusCode(200)
                    .body("created", contains("b"));

            assertThat(app.names("secrets")).containsExactly("a");
        }

        @Test
        void what_is_deployed_is_what_was_imported() {
            app.importing("secrets?replace=true", DOTENV, "b=1\nc=1").statusCode(200);
            app.post("drafts/" + app.get("drafts").path("[0]._id") + "/deployment", Map.of())
                    .statusCode(201);

            assertThat(app.forAnotherUser("GROUP_OWNER").names("secrets")).containsExactly("b", "c");
        }
    }

    @Nested
    class Of_a_body_with_problems {
        @ParameterizedTest
        @ValueSource(strings = {"secrets", "secrets?diff=true", "secrets?replace=true"})
        void names_them_all_by_their_lines_and_applies_nothing(String route) {
            app.importing("secrets", DOTENV, "kept=1").statusCode(200);
            String body = """
                    good=1
                    _bad=1
                    empty=
                    long=%s
                    nonsense
                    good=2
                    kept='1' trailing
                    """.formatted("x".repeat(501));

            var answer = app.importing(route, DOTENV, body)
                    .statusCode(400)
                    .body("error_code", equalTo("InvalidParameter"))
                    .body("error", equalTo("line 2: the name must begin with an ASCII letter or digit (and 5 more)"));

            assertThat(problems(answer))
                    .isEqualTo(Map.of(
                            "line 2", "the name must begin with an ASCII letter or digit",
                            "line 3", "must not be empty",
                            "line 4", "must have at most 500 characters",
                            "line 5", "must be of the form NAME=content",
                            "line 6", "the name is in the body more than once",
                            "line 7", "has text after the closing quote"));
            assertThat(app.names("secrets")).containsExactly("kept");
        }

        @Test
        void names_them_all_by_name_in_JSON() {
            var answer = app.importing("secrets", JSON, """
                            {"number": 1, "null": null, "list": ["s3cr3t"], "object": {"a": "s3cr3t"}, "empty": "",
                              "bad name": "1", "half": "\\ud83d"}""").statusCode(400);

            assertThat(problems(answer))
                    .isEqualTo(Map.of(
                            "number", "must be a string",
                            "null", "must be a string",
                            "list", "must be a string",
                            "object", "must be a string",
                            "empty", "must not be empty",
                            "half", "must be well-formed Unicode",
                            "line 2, column 3", "the name must have only ASCII letters, digits, _ and -"));
            assertThat(app.names("secrets")).isEmpty();
        }

        @Test
        void names_them_all_by_name_in_YAML() {
            var answer = app.importing("secrets", "application/yaml", """
                            number: 1
                            truth: true
                            nothing:
                            quoted: "1"
                            list: [a]
                            zeros: 007
                            bad.name: x
                            """).statusCode(400);

            assertThat(problems(answer))
                    .containsEntry("number", "must be a string")
                    .containsEntry("truth", "must be a string")
                    .containsEntry("nothing", "must be a string")
                    .containsEntry("list", "must be a string")
                    .containsEntry("zeros", "must be a string")
                    .containsEntry("line 7, column 1", "the name must have only ASCII letters, digits, _ and -");
        }

        @Test
        void lists_at_most_a_hundred() {
            app.importing("secrets", DOTENV, "nonsense\n".repeat(10_000))
                    .statusCode(400)
                    .body("details", hasSize(100));
        }
    }

    @Test
    void no_response_and_no_log_line_contains_a_content() {
        String secret = "s3cr3t-" + new ObjectId();
        Map<String, List<String>> bodies = Map.of(
                DOTENV,
                List.of(
                        "a=" + secret,
                        "a='" + secret,
                        "a='" + secret + "' " + secret,
                        "a=\"\\" + secret + "\"",
                        secret,
                        "a=" + secret + "\nA B=" + secret,
                        "a=\"x\ny\n" + secret + "=\n",
                        "a=" + secret.repeat(100),
                        "-----BEGIN KEY-----\n" + secret + "/+=="),
                JSON,
                List.of(
                        "{\"a\": \"" + secret + "\"}",
                        "{\"a\": \"" + secret,
                        "{\"a\": [\"" + secret + "\"]}",
                        "{\"a\": " + secret + "}",
                        "\"" + secret + "\"",
                        "{\"a\": \"" + secret + "\"} " + secret,
                        "{\"a\": \"" + secret.repeat(100) + "\"}",
                        "{\"a " + secret + "\": \"x\"}"),
                "application/yaml",
                List.of(
                        "a: " + secret,
                        "a: [" + secret + "]",
                        "a: '" + secret,
                        "a: !!" + secret + " x",
                        "a: !" + secret + " x",
                        "a: *" + secret,
                        "a:" + secret,
                        "{a:" + secret + "}",
                        "a:" + secret + "\nb: c",
                        "a: @" + secret,
                        "? [" + secret + "]\n: x",
                        "a: {b: " + secret + ", b: " + secret + "}",
                        "- " + secret,
                        "a: " + secret + "\n---\nb: c"));

        List<String> heard = new ArrayList<>();
        try (LogLines log = LogLines.listen()) {
            bodies.forEach((type, texts) -> texts.forEach(text -> {
                for (String route : List.of("secrets?diff=true", "secrets")) {
                    var answer = app.importing(route, type, text);
                    heard.add(answer.headers() + answer.asString());
                    assertThat(answer.statusCode()).as("%s in %s", text, type).isIn(200, 400);
                }
            }));
            heard.add(app.get("secrets").asString());
            heard.addAll(log.lines());
        }

        assertThat(heard).hasSizeGreaterThan(60);
        assertThat(heard).filteredOn(line -> line.contains(secret)).isEmpty();
    }

    @Test
    void a_reader_of_the_project_may_not_import() {
        BulkApi.App reader = app.forAnotherUser("GROUP_READ_ONLY");

        reader.importing("secrets", DOTENV, "a=1").statusCode(403);
    }

    @Test
    void concurrent_imports_each_take_effect_as_a_whole() {
        int racers = 8;
        List<CompletableFuture<Integer>> answers = IntStream.range(0, racers)
                .mapToObj(racer -> CompletableFuture.supplyAsync(() -> app.importing(
                                "secrets?replace=true", DOTENV, "a=%1$d\nb=%1$d\nonly-%1$d=%1$d".formatted(racer))
                        .statusCode()))
                .toList();

        assertThat(answers).extracting(CompletableFuture::join).containsOnly(200);
        assertThat(app.deployments()).isEqualTo(racers);
        assertThat(app.names("secrets")).hasSize(3);
        String winner = content("a");
        assertThat(content("b")).isEqualTo(winner);
        assertThat(content("only-" + winner)).isEqualTo(winner);
    }

    @Test
    void an_import_concurrent_with_single_creations_of_its_names_updates_what_they_created() {
        Set<Integer> statuses = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            String name = "name-" + round;
            CompletableFuture<Integer> single = CompletableFuture.supplyAsync(() ->
                    app.post("secrets", Map.of("name", name, "value", "single")).statusCode());
            app.importing("secrets", DOTENV, name + "=imported").statusCode(200);
            statuses.add(single.join());

            // The content can only be opened if it was sealed for the secret's id.
            assertThat(content(name)).isEqualTo("imported");
        }
        assertThat(statuses).isSubsetOf(201, 409);
    }
}
