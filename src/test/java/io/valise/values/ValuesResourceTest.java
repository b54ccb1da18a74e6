package io.valise.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.LogLines;
import io.valise.testing.MadeUp;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ValuesResourceTest {
    /** In bytes of JSON, as documented. */
    private static final int LIMIT = 1 << 20;

    @Inject
    Given given;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    private Answer create(String name, String json) {
        return app.post("/values", "{\"name\":\"" + name + "\",\"value\":" + json + "}");
    }

    @Nested
    class Creating {
        @Test
        void returns_the_value() {
            create("greeting", "\"hello\"")
                    .statusCode(201)
                    .body("_id", matchesPattern("[0-9a-f]{24}"))
                    .body("name", is("greeting"))
                    .body("private", is(false))
                    .body("from_secret", is(false))
                    .body("value", is("hello"))
                    .body("keys()", hasSize(7));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "null",
                    "true",
                    "false",
                    "0",
                    "-0",
                    "7",
                    "9007199254740993",
                    "123456789012345678901234567890",
                    "0.1000000000000000055511151231257827021181583404541015625",
                    "1.10",
                    "1E+5",
                    "1e400",
                    "\"\"",
                    "\"a \\\" \\\\ \\n \\u0000 b\"",
                    "\"\\ud83d\"",
                    "[\"\\udcbc\\ud83d\"]",
                    "[]",
                    "{}",
                    "[1,[2,[3.0]],{\"a\":{\"b\":[null]}}]",
                    "{\"b\":1,\"a\":{\"\":2},\"c\":3}"
                })
        void keeps_any_json_as_it_was_sent(String json) {
            String id = create("any", json).statusCode(201).path("_id");
            String kept = app.get("/values/" + id).statusCode(200).asString();
            assertThat(kept).contains("\"value\":" + json + "}");
            assertThat(app.put("/values/" + id, "{\"name\":\"any\",\"value\":" + json + "}")
                            .asString())
                    .isEqualTo(kept);
        }

        @Test
        void keeps_text_beyond_ascii() {
            String id = app.value("text", "äß \uD83D\uDCBC \u202E \uFFFF");
            app.get("/values/" + id).body("value", is("äß \uD83D\uDCBC \u202E \uFFFF"));
        }

        @Test
        void keeps_100_levels() {
            String deep = "[".repeat(100) + "]".repeat(100);
            create("deep", deep).statusCode(201);
        }

        @Test
        void refuses_1000_levels() {
            create("deep", "[".repeat(1_000) + "]".repeat(1_000)).error(400, "LimitExceeded");
            create("deep", "{\"a\":".repeat(100_000)).error(400, "LimitExceeded");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"name\":\"a\"}",
                    "{\"value\":1}",
                    "{\"name\":null,\"value\":1}",
                    "{\"name\":5,\"value\":1}",
                    "{\"name\":\"a\",\"value\":1,\"private\":\"true\"}",
                    "{\"name\":\"a\",\"value\":1,\"private\":1}",
                    "{\"name\":\"a\",\"value\":1,\"from_secret\":\"\"}",
                    "{\"name\":\"a\",\"value\":1,\"from_secret\":[]}",
                    "{\"name\":\"a\",\"value\":1,\"from_secret\":true}",
                    "{\"name\":\"a\",\"value\":{\"a\":\"b\"},\"from_secret\":true}",
                    "{\"name\":\"a\",\"value\":null,\"from_secret\":true}",
                    "{\"name\":\"-a\",\"value\":1}",
                    "{\"name\":\"a b\",\"value\":1}",
                    "{\"name\":\"\",\"value\":1}"
                })
        void refuses_invalid_requests(String body) {
            app.post("/values", body).error(400, "InvalidParameter").body("details", hasSize(1));
            app.get("/values").body("", empty());
        }

        @Test
        void treats_a_null_flag_as_not_set() {
            app.post("/values", "{\"name\":\"a\",\"value\":1,\"private\":null,\"from_secret\":null}")
                    .statusCode(201)
                    .body("private", is(false))
                    .body("from_secret", is(false));
        }

        @Test
        void ignores_ids_and_unknown_fields() {
            String sent = new ObjectId().toHexString();
            app.post("/values", Map.of("name", "a", "value", 1, "id", sent, "_id", sent, "last_modified", "x"))
                    .statusCode(201)
                    .body("_id", not(is(sent)));
            String id = app.value("b", 1);
            app.put("/values/" + id, "{\"name\":\"b\",\"value\":2,\"id\":{},\"_id\":[\"" + sent + "\"]}")
                    .statusCode(200)
                    .body("_id", is(id));
        }

        @Test
        void refuses_a_taken_name() {
            app.value("a", 1);
            create("a", "2").error(409, "ValueDuplicateName").body("error", containsString("\"a\""));
            create("A", "2").statusCode(201);
        }

        @RepeatedTest(3)
        void gives_a_name_to_only_one_of_many_concurrent_requests() {
            List<Integer> statuses = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> create("a", "" + i).statusCode())
                    .sorted()
                    .toList();
            assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
        }
    }

    @Nested
    class The_size {
        @Test
        void may_be_exactly_the_limit() {
            create("full", '"' + "x".repeat(LIMIT - 2) + '"').statusCode(201);
            create("wide", '"' + "ä".repeat(LIMIT / 2 - 1) + '"').statusCode(201);
            create("loose", "[1" + " ".repeat(LIMIT) + "]").statusCode(201);
        }

        @Test
        void must_not_be_over_the_limit() {
            String id = app.value("a", 1);
            for (String json : List.of(
                    '"' + "x".repeat(LIMIT - 1) + '"',
                    '"' + "ä".repeat(LIMIT / 2) + '"',
                    "[" + "1,".repeat(LIMIT / 2) + "1]")) {
                create("over", json).error(413, "PayloadTooLarge");
                app.put("/values/" + id, "{\"name\":\"a\",\"value\":" + json + "}")
                        .error(413, "PayloadTooLarge");
            }
            app.get("/values/" + id).body("value", is(1));
            assertThat(app.names("/values")).containsExactly("a");
        }

        @Test
        void is_also_refused_if_it_is_far_over_the_limit() {
            create("over", '"' + "x".repeat(25 * LIMIT) + '"').error(413, "PayloadTooLarge");
        }
    }

    @Nested
    class Reading {
        @Test
        void lists_all_but_the_contents() {
            String b = app.value("b", Map.of("not", "listed"));
            app.secret("key", MadeUp.content("key"));
            app.link("a", "key");
            app.post("/values", Map.of("name", "c", "value", 1, "private", true));
            app.get("/values")
                    .statusCode(200)
                    .body("[*].name", contains("a", "b", "c"))
                    .body("[*].from_secret", contains(true, false, false))
                    .body("[*].private", contains(false, false, true))
                    .body("[1]._id", is(b))
                    .body("[1].last_modified", instanceOf(Integer.class))
                    .body("[1].modified_by", is(app.read("/deployments").getString("[0].user_id")))
                    .body("[*].version", contains(3, 1, 4))
                    .body("[1].etag", is(app.get("/values/" + b).header("ETag")))
                    .body("[1].keys()", hasSize(10))
                    .body("[1]", not(hasKey("value")));
        }

        @Test
        void an_unknown_id_is_not_found() {
            String secret = app.secret("key", MadeUp.content("key"));
            for (String id : List.of(new ObjectId().toHexString(), secret, "no-id", "%22")) {
                app.get("/values/" + id).error(404, "ValueNotFound");
                app.put("/values/" + id, Map.of("name", "a", "value", 1)).error(404, "ValueNotFound");
                app.delete("/values/" + id).error(404, "ValueNotFound");
            }
        }

        @Test
        void of_another_app_is_not_found() {
            String id = app.value("a", 1);
            app.anotherApp("other").get("/values/" + id).error(404, "ValueNotFound");
        }
    }

    @Nested
    class Updating {
        @Test
        void replaces_everything_and_returns_the_value() {
            String id = app.value("a", 1);
            Answer updated = app.put("/values/" + id, Map.of("name", "b", "value", List.of(2), "private", true));
            updated.statusCode(200)
                    .body("_id", is(id))
                    .body("name", is("b"))
                    .body("private", is(true))
                    .body("from_secret", is(false))
                    .body("value", contains(2))
                    .body("keys()", hasSize(7));
            assertThat(app.get("/values/" + id).asString()).isEqualTo(updated.asString());
            app.put("/values/" + id, Map.of("name", "b", "value", 3)).body("private", is(false));
            app.value("a", "the name is free");
        }

        @Test
        void to_a_taken_name_is_refused() {
            app.value("taken", 1);
            String id = app.value("a", 2);
            app.put("/values/" + id, Map.of("name", "taken", "value", 3)).error(409, "ValueDuplicateName");
            app.get("/values/" + id).body("name", is("a")).body("value", is(2));
        }

        @Test
        void returns_the_new_value_even_if_two_values_swap_their_names() {
            String a = app.value("a", 1);
            String b = app.value("b", 2);
            app.put("/values/" + a, Map.of("name", "c", "value", 1)).body("_id", is(a));
            app.put("/values/" + b, Map.of("name", "a", "value", 2)).body("_id", is(b));
            app.put("/values/" + a, Map.of("name", "b", "value", 1)).body("_id", is(a));
            assertThat(app.names("/values")).containsExactly("a", "b");
        }
    }

    @Nested
    class Deleting {
        @Test
        void returns_nothing_and_removes_it() {
            String id = app.value("a", 1);
            app.delete("/values/" + id).statusCode(204).body(is(""));
            app.get("/values").body("", empty());
            app.get("/values/" + id).error(404, "ValueNotFound");
            app.delete("/values/" + id).error(404, "ValueNotFound");
        }
    }

    @Nested
    class A_link_to_a_secret {
        @Test
        void shows_the_secrets_name() {
            app.secret("key", MadeUp.content("key"));
            app.post("/values", Map.of("name", "linked", "value", "key", "from_secret", true))
                    .statusCode(201)
                    .body("from_secret", is(true))
                    .body("value", is("key"));
            app.post("/values", "{\"name\":\"escaped\",\"value\":\"\\u006bey\",\"from_secret\":true}")
                    .statusCode(201)
                    .body("value", is("key"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"none", "Key", "", "a \\\" b", "\\ud83d", "\\u0000"})
        void that_does_not_exist_is_refused_by_its_name(String name) {
            app.secret("key", MadeUp.content("key"));
            app.post("/values", "{\"name\":\"linked\",\"value\":\"" + name + "\",\"from_secret\":true}")
                    .error(400, "SecretNotFound")
                    .body("error", containsString("secret not found: "));
            app.get("/values").body("", empty());
        }

        /** It may be a secret's content that was pasted into the wrong field. */
        @Test
        void to_an_invalid_name_is_refused_without_repeating_it() {
            String pasted = "p/w+rd=" + new ObjectId();
            String id = app.value("a", 1);
            List<Answer> answers = new ArrayList<>();
            try (LogLines log = LogLines.listen()) {
                for (Object value : List.of(pasted, List.of(pasted), Map.of(pasted, pasted))) {
                    answers.add(app.post("/values", Map.of("name", "linked", "value", value, "from_secret", true)));
                    answers.add(app.put("/values/" + id, Map.of("name", "a", "value", value, "from_secret", true)));
                    Map<String, Object> file = Map.of("name", "b", "value", value, "from_secret", true);
                    answers.add(app.post("/import?strategy=replace-by-name", Map.of("values", List.of(file))));
                }
                answers.add(app.post("/secrets", Map.of("name", pasted, "value", "name")));
                answers.add(app.post("/environment_values", Map.of("name", pasted, "values", Map.of())));
                answers.add(app.post("/runtime_tokens", Map.of("name", "t", "values", List.of(pasted))));
                answers.add(app.post(
                        "/import?strategy=replace-by-name",
                        Map.of(
                                "values", List.of(Map.of("name", pasted, "value", 1)),
                                "environments", Map.of("qa.json", Map.of("values", Map.of(pasted, 1))),
                                "secrets", Map.of("services", Map.of("mail", Map.of(pasted, "name"))))));
                assertThat(log.lines()).noneMatch(line -> line.contains(pasted));
            }
            for (Answer answer : answers) {
                answer.statusCode(400).body("error", not(containsString(pasted)));
                assertThat(answer.asString()).doesNotContain(pasted);
            }
            assertThat(app.get("/audit").asString()).doesNotContain(pasted);
        }

        @Test
        void to_a_missing_secret_is_refused_and_changes_nothing() {
            app.post("/values", Map.of("name", "linked", "value", "none", "from_secret", true))
                    .body("error", is("secret not found: \"none\""));
            String id = app.value("a", 1);
            app.put("/values/" + id, Map.of("name", "a", "value", "none", "from_secret", true))
                    .error(400, "SecretNotFound");
            app.get("/values/" + id).body("value", is(1)).body("from_secret", is(false));
        }

        @Test
        void comes_and_goes_with_updates() {
            app.secret("key", MadeUp.content("key"));
            String id = app.value("a", 1);
            app.put("/values/" + id, Map.of("name", "a", "value", "key", "from_secret", true))
                    .statusCode(200)
                    .body("value", is("key"));
            app.get("/secrets").body("[0].used_by", contains("a"));
            app.put("/values/" + id, Map.of("name", "a", "value", "key"))
                    .body("from_secret", is(false))
                    .body("value", is("key"));
            app.get("/secrets").body("[0].used_by", empty());
        }

        @Test
        void may_be_to_a_secret_that_only_the_callers_draft_has() {
            Api colleague = app.colleague();
            app.draft();
            app.secret("drafted", MadeUp.content("drafted"));
            app.link("linked", "drafted");
            colleague
                    .post("/values", Map.of("name", "linked", "value", "drafted", "from_secret", true))
                    .error(400, "SecretNotFound");
        }
    }

    @Nested
    class A_reader {
        @Test
        void can_read_but_not_change() {
            String id = app.value("a", null);
            Api reader = app.reader();
            reader.get("/values").statusCode(200).body("[*].name", contains("a"));
            reader.get("/values/" + id).statusCode(200).body("value", nullValue());
            reader.post("/values", Map.of("name", "x", "value", 1)).error(403, "Forbidden");
            reader.put("/values/" + id, Map.of("name", "x", "value", 1)).error(403, "Forbidden");
            reader.delete("/values/" + id).error(403, "Forbidden");
        }
    }
}
