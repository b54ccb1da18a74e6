package io.valise.values;

import static io.valise.testing.BulkApi.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.BulkApi;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnAnyStore
@QuarkusTest
class ValuesImportResourceTest {
    private static final String DOTENV = "text/plain";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";

    @Inject
    BulkApi api;

    BulkApi.App app;

    @BeforeEach
    void anApp() {
        app = api.newApp();
    }

    @Nested
    class Contents {
        @Test
        void from_dotenv_are_strings() {
            app.importing("values", DOTENV, "a=1\nb=\nc=\"x\\ny\"\nd=true").statusCode(200);

            assertThat(app.value("a")).isEqualTo("\"1\"");
            assertThat(app.value("b")).isEqualTo("\"\"");
            assertThat(app.value("c")).isEqualTo("\"x\\ny\"");
            assertThat(app.value("d")).isEqualTo("\"true\"");
        }

        @Test
        void from_JSON_keep_their_digits() {
            app.importing("values", JSON, """
                            {"a": 12345678901234567890, "b": 1.10, "c": [1e400, null, {"x": -0.0}], "d": null,
                             "e": "é 😀", "f": {}}""").statusCode(200).body("created", contains("a", "b", "c", "d", "e", "f"));

            assertThat(app.value("a")).isEqualTo("12345678901234567890");
            assertThat(app.value("b")).isEqualTo("1.10");
            assertThat(app.value("c")).isEqualTo("[1e400,null,{\"x\":-0.0}]");
            assertThat(app.value("d")).isEqualTo("null");
            assertThat(app.value("e")).isEqualTo("\"é 😀\"");
            assertThat(app.value("f")).isEqualTo("{}");
        }

        /** A YAML scalar and the JSON that it becomes; ! if it is refused. */
        @ParameterizedTest
        @CsvSource(delimiter = '¦', quoteCharacter = '\0', textBlock = """
                        12345678901234567890    ¦ 12345678901234567890
                        1.10                    ¦ 1.10
                        -0.5                    ¦ -0.5
                        1e5                     ¦ 1e5
                        true                    ¦ true
                        False                   ¦ false
                        null                    ¦ null
                        ~                       ¦ null
                        yes                     ¦ "yes"
                        No                      ¦ "No"
                        2026-01-31              ¦ "2026-01-31"
                        12:30:45                ¦ "12:30:45"
                        1_000                   ¦ "1_000"
                        1.2.3                   ¦ "1.2.3"
                        '1'                     ¦ "1"
                        "true"                  ¦ "true"
                        say "yes"               ¦ "say \\"yes\\""
                        [1, a, {b: [~]}]        ¦ [1,"a",{"b":[null]}]
                        {1: x, true: y, null: } ¦ {"1":"x","true":"y","null":null}
                        007                     ¦ !
                        0x1F                    ¦ !
                        0o17                    ¦ !
                        +1                      ¦ !
                        .5                      ¦ !
                        1.                      ¦ !
                        .inf                    ¦ !
                        -.INF                   ¦ !
                        .nan                    ¦ !
                        [007]                   ¦ !
                        !!str 1                 ¦ !
                        !!binary aGk=           ¦ !
                        !custom {a: 1}          ¦ !
                        """)
        void from_YAML_follow_its_core_schema(String yaml, String json) {
            String body = "v: " + yaml;
            if ("!".equals(json)) {
                app.importing("values", YAML, body).statusCode(400).body("details", hasSize(1));
                assertThat(app.names("values")).isEmpty();
            } else {
                app.importing("values", YAML, body).statusCode(200);
                assertThat(app.value("v")).isEqualTo(json);
            }
        }

        @Test
        void from_block_YAML_are_whole_trees() {
            app.importing("values", YAML, """
                            # what the shop sells
                            limits:
                              daily: 10
                              weekly: [10, 20]
                            text: |
                              two
                              lines
                            """).statusCode(200).body("created", contains("limits", "text"));

            assertThat(app.value("limits")).isEqualTo("{\"daily\":10,\"weekly\":[10,20]}");
            assertThat(app.value("text")).isEqualTo("\"two\\nlines\\n\"");
        }
    }

    @Nested
    class Unchanged {
        @BeforeEach
        void aValue() {
            app.importing("values", JSON, "{\"v\": {\"a\": 1.10, \"b\": [1, \"1\"]}}")
                    .statusCode(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"v\": {\"a\": 1.10, \"b\": [1, \"1\"]}}",
                    "{\"v\":{\"b\":[1,\"\\u0031\"],\"a\":1.10}}",
                    "v: {b: [1, '1'], a: 1.10}",
                    "{\"v\": {\"a\": 1.1, \"b\": [1.0, \"1\"]}}"
                })
        void is_equal_JSON_whatever_the_order_of_keys_and_the_notation_of_numbers(String body) {
            String type = body.startsWith("v") ? YAML : JSON;

            app.importing("values", type, body).statusCode(200).body("unchanged", contains("v"));

            assertThat(app.deployments()).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"v\": {\"a\": 1.11, \"b\": [1, \"1\"]}}",
                    "{\"v\": {\"a\": 1.10, \"b\": [\"1\", 1]}}",
                    "{\"v\": {\"a\": 1.10, \"b\": [1, 1]}}",
                    "{\"v\": {\"a\": 1.10, \"b\": [1, \"1\"], \"c\": null}}",
                    "{\"v\": \"{}\"}",
                    "{\"v\": null}"
                })
        void is_not_JSON_with_a_different_number_or_type(String body) {
            app.importing("values", JSON, body).statusCode(200).body("updated", contains("v"));
        }
    }

    @Nested
    class A_value_that_links_to_a_secret {
        @BeforeEach
        void aLink() {
            app.post("secrets", Map.of("name", "s", "value", "made-up")).statusCode(201);
            app.post("values", Map.of("name", "linked", "value", "s", "from_secret", true))
                    .statusCode(201);
        }

        @ParameterizedTest
        @ValueSource(strings = {"values", "values?diff=true"})
        void is_not_overwritten_by_what_may_be_the_secrets_content(String route) {
            app.importing(route, DOTENV, "linked=made-up\nplain=1")
                    .statusCode(400)
                    .body("error_code", equalTo("InvalidParameter"))
                    .body("details[*].field", contains("linked"))
                    .body("error", containsString("unlink=true"));

            assertThat(app.names("values")).containsExactly("linked");
            assertThat(app.value("linked")).isEqualTo("\"s\"");
        }

        @Test
        void becomes_a_plain_value_if_the_caller_says_so() {
            app.importing("values?unlink=true", DOTENV, "linked=x")
                    .statusCode(200)
                    .body("updated", contains("linked"));

            assertThat(app.value("linked")).isEqualTo("\"x\"");
            app.get("secrets").body("[0].used_by", empty());
        }

        @Test
        void is_removed_by_replace_if_it_is_absent() {
            app.importing("values?replace=true", DOTENV, "plain=1")
                    .statusCode(200)
                    .body("removed", contains("linked"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"values?replace=true&keep_links=true&diff=true", "values?replace=true&keep_links=true"})
        void stays_if_the_caller_keeps_links(String route) {
            app.post("values", Map.of("name", "gone", "value", 1)).statusCode(201);
            app.importing(route, DOTENV, "plain=1")
                    .statusCode(200)
                    .body("created", contains("plain"))
                    .body("removed", contains("gone"));

            assertThat(app.names("values")).contains("linked");
            app.get("secrets").body("[0].used_by", contains("linked"));
        }
    }

    @Test
    void the_private_flag_of_an_updated_value_stays() {
        app.post("values", Map.of("name", "v", "value", 1, "private", true)).statusCode(201);
        app.importing("values", JSON, "{\"v\": 2}").statusCode(200);

        app.get("values").body("[0].private", equalTo(true));
    }

    @Test
    void a_preview_in_a_draft_writes_nothing_and_an_import_joins_it() {
        app.post("drafts", Map.of()).statusCode(201);
        app.importing("values?diff=true", DOTENV, "a=1").statusCode(200).body("created", contains("a"));
        assertThat(app.names("values")).isEmpty();

        app.importing("values", DOTENV, "a=1").statusCode(200);
        assertThat(app.names("values")).containsExactly("a");
        assertThat(app.deployments()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"values", "values?diff=true"})
    void all_problems_are_listed_at_once(String route) {
        String tooBig = "x".repeat(1024 * 1024);
        var answer = app.importing(route, JSON, "{\"big\": \"" + tooBig + "\", \"_a\": 1, \"ok\": 1}")
                .statusCode(400);

        assertThat(problems(answer))
                .containsEntry("big", "must have at most 1048576 bytes of JSON")
                .hasSize(2);
        assertThat(app.names("values")).isEmpty();
    }

    @Test
    void more_entries_than_an_app_may_hold_are_refused_by_the_preview_too() {
        app.importing("values", DOTENV, "first=1").statusCode(200);
        String body = String.join(
                "\n", IntStream.range(0, 10_000).mapToObj(i -> "v" + i + "=1").toList());

        app.importing("values?diff=true", DOTENV, body).statusCode(400).body("error_code", equalTo("LimitExceeded"));
        app.importing("values", DOTENV, body).statusCode(400).body("error_code", equalTo("LimitExceeded"));
        app.importing("values?replace=true", DOTENV, body).statusCode(200).body("created", hasSize(10_000));
        app.importing("values?diff=true", DOTENV, body + "\none-more=1")
                .statusCode(400)
                .body("error", equalTo("the body has more than 10000 names"));
    }

    @Test
    void imports_concurrent_with_single_writes_take_effect_one_after_the_other() {
        app.importing("values", DOTENV, "v=start").statusCode(200);
        String single = app.path() + "/values/" + app.id("values", "v");
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> i % 2 == 0
                        ? app.importing("values", DOTENV, "v=%1$d\nw=%1$d".formatted(i))
                                .statusCode()
                        : app.request()
                                .contentType("application/json")
                                .body(Map.of("name", "v", "value", "single"))
                                .put(single)
                                .statusCode()))
                .toList();

        assertThat(answers).extracting(CompletableFuture::join).containsOnly(200);
        assertThat(app.value("v")).isIn("\"single\"", app.value("w"));
    }
}
