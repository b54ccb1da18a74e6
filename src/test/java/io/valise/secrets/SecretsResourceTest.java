package io.valise.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.contents.Secret;
import io.valise.crypto.Sealer;
import io.valise.revisions.Kind;
import io.valise.revisions.Revisions;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import io.valise.testing.TestStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnAnyStore
@QuarkusTest
class SecretsResourceTest {
    private static final String BRIEFCASE = "\uD83D\uDCBC";

    @Inject
    Given given;

    @Inject
    Revisions revisions;

    @Inject
    Sealer sealer;

    @ConfigProperty(name = "valise.data-dir")
    Path data;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    /** The content that a program would read, since no route returns it. */
    private String liveContent(String name) {
        return revisions
                .current(new ObjectId(app.app()))
                .map(revision -> revision.view().find(Kind.SECRET, name).contentId())
                .flatMap(content -> Secret.<Secret>findById(content))
                .flatMap(secret -> sealer.open(secret.place(), secret.content))
                .await()
                .atMost(Duration.ofSeconds(20))
                .reveal();
    }

    @Nested
    class Creating {
        @Test
        void returns_only_the_id_and_the_name() {
            app.post("/secrets", Map.of("name", "api-key", "value", MadeUp.content("key")))
                    .statusCode(201)
                    .body("_id", matchesPattern("[0-9a-f]{24}"))
                    .body("name", is("api-key"))
                    .body("keys()", hasSize(2));
            assertThat(liveContent("api-key")).isEqualTo(MadeUp.content("key"));
        }

        @Test
        void keeps_contents_of_1_to_500_characters() {
            for (String content :
                    List.of("1", " ", MadeUp.ofLength(500), BRIEFCASE.repeat(500), "\n\t\u0000\"\\", "ä".repeat(500))) {
                String name = "of-" + content.length() + "-" + content.hashCode();
                app.secret(name.replace("--", "-m"), content);
                assertThat(liveContent(name.replace("--", "-m"))).isEqualTo(content);
            }
        }

        @Test
        void refuses_501_characters_however_many_bytes_they_take() {
            for (String content :
                    List.of(MadeUp.ofLength(501), BRIEFCASE.repeat(500) + MadeUp.MARK.charAt(0), "ä".repeat(501))) {
                app.post("/secrets", Map.of("name", "key", "value", content))
                        .error(400, "InvalidParameter")
                        .body("error", containsString("500"))
                        .body("details[0].field", is("value"));
            }
            app.get("/secrets").body("", empty());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    ",\"value\":\"\"",
                    ",\"value\":null",
                    ",\"value\":9071",
                    ",\"value\":9071.5",
                    ",\"value\":true",
                    ",\"value\":[\"9071\"]",
                    ",\"value\":{\"a\":\"9071\"}"
                })
        void refuses_an_invalid_content_without_repeating_it(String value) {
            app.post("/secrets", "{\"name\":\"key\"" + value + "}")
                    .error(400, "InvalidParameter")
                    .body("details[0].field", is("value"))
                    .body("error", not(containsString("9071")));
        }

        @Test
        void refuses_a_content_that_is_not_valid_unicode() {
            app.post("/secrets", "{\"name\":\"key\",\"value\":\"\\ud83d\"}").error(400, "InvalidParameter");
        }

        @Test
        void does_not_repeat_a_content_that_is_cut_off_or_misplaced() {
            app.post("/secrets", "{\"name\":\"key\",\"value\":\"" + MadeUp.content("cut"))
                    .error(400, "MalformedJson");
            app.post("/secrets", "{\"name\":\"key\",\"value\":" + MadeUp.content("bare") + "}")
                    .error(400, "MalformedJson");
            app.post("/secrets", Map.of("name", MadeUp.content("as name"), "value", "x"))
                    .error(400, "InvalidParameter");
            app.post("/secrets", Map.of("name", List.of(MadeUp.content("as name")), "value", "x"))
                    .error(400, "InvalidParameter");
            app.post("/secrets", List.of(MadeUp.content("in a list"))).error(400, "InvalidParameter");
            app.post("/secrets", '"' + MadeUp.content("alone") + '"').error(400, "InvalidParameter");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "9", "Z_-z", "a234567890123456789012345678901234567890123456789012345678901234"})
        void accepts_names_at_the_limits(String name) {
            app.secret(name, MadeUp.content(name));
            assertThat(app.names("/secrets")).containsExactly(name);
        }

        @ParameterizedTest
        @CsvSource({
            "'', must not be empty",
            "' a', must begin with",
            "-a, must begin with",
            "_a, must begin with",
            "'a ', must have only",
            "a.b, must have only",
            "a/b, must have only",
            "é, must begin with",
            "aé, must have only",
            "a2345678901234567890123456789012345678901234567890123456789012345, 64 characters",
        })
        void refuses_other_names_and_says_which_rule_they_break(String name, String rule) {
            app.post("/secrets", Map.of("name", name, "value", MadeUp.content("x")))
                    .error(400, "InvalidParameter")
                    .body("error", containsString(rule))
                    .body("details[*].field", contains("name"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"value\":\"x\"}",
                    "{\"name\":null,\"value\":\"x\"}",
                    "{\"name\":1,\"value\":\"x\"}",
                    "{\"name\":\"a\\n\",\"value\":\"x\"}"
                })
        void requires_a_name_that_is_a_string(String body) {
            app.post("/secrets", body).error(400, "InvalidParameter").body("details[0].field", is("name"));
        }

        @Test
        void refuses_a_taken_name_but_distinguishes_case_and_kind() {
            app.secret("key", MadeUp.content("1"));
            app.post("/secrets", Map.of("name", "key", "value", MadeUp.content("2")))
                    .error(409, "SecretAlreadyExists")
                    .body("error", containsString("\"key\""));
            app.secret("Key", MadeUp.content("3"));
            app.value("key", 1);
            app.environmentValue("key", Map.of());
            assertThat(liveContent("key")).isEqualTo(MadeUp.content("1"));
            assertThat(app.names("/secrets")).containsExactlyInAnyOrder("key", "Key");
        }

        @RepeatedTest(3)
        void gives_a_name_to_only_one_of_many_concurrent_requests() {
            List<Integer> statuses = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> app.post("/secrets", Map.of("name", "key", "value", MadeUp.content("" + i)))
                            .statusCode())
                    .sorted()
                    .toList();
            assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
            assertThat(app.revision()).isEqualTo(1);
        }
    }

    @Nested
    class Listing {
        @Test
        void shows_everything_but_the_content() {
            String id = app.secret("key", MadeUp.content("1"));
            app.secret("unused", MadeUp.content("2"));
            app.link("b", "key");
            app.link("a", "key");
            app.get("/secrets")
                    .statusCode(200)
                    .body("[*].name", contains("key", "unused"))
                    .body("[0]._id", is(id))
                    .body("[0].used_by", containsInAnyOrder("a", "b"))
                    .body("[0].version", is(1))
                    .body("[0].last_modified", instanceOf(Integer.class))
                    .body("[0].modified_by", is(app.read("/deployments").getString("[0].user_id")))
                    .body("[0].etag", is(app.get("/secrets/" + id).header("ETag")))
                    .body("[0].keys()", hasSize(9))
                    .body("[1].used_by", empty());
        }

        @Test
        void shows_the_same_as_reading_one() {
            String id = app.secret("key", MadeUp.content("1"));
            app.link("a", "key");
            Map<String, Object> one = app.read("/secrets/" + id).getMap("");
            assertThat(app.read("/secrets").getMap("[0]")).containsAllEntriesOf(one);
        }
    }

    @Nested
    class Updating {
        @Test
        void with_a_content_replaces_it_and_returns_nothing() {
            String id = app.secret("key", MadeUp.content("1"));
            app.put("/secrets/" + id, Map.of("name", "key", "value", MadeUp.content("2")))
                    .statusCode(204)
                    .body(is(""));
            assertThat(liveContent("key")).isEqualTo(MadeUp.content("2"));
            app.get("/secrets").body("[0].version", is(2)).body("[0]._id", is(id));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ",\"value\":\"\"", ",\"value\":null"})
        void without_a_content_renames_and_keeps_it(String value) {
            String id = app.secret("key", MadeUp.content("kept"));
            String linked = app.link("linked", "key");
            app.put("/secrets/" + id, "{\"_id\":\"" + id + "\",\"name\":\"renamed\"" + value + "}")
                    .statusCode(204);
            assertThat(liveContent("renamed")).isEqualTo(MadeUp.content("kept"));
            app.get("/secrets")
                    .body("[*].name", contains("renamed"))
                    .body("[0]._id", is(id))
                    .body("[0].version", is(3))
                    .body("[0].used_by", contains("linked"));
            app.get("/values/" + linked).body("value", is("renamed")).body("from_secret", is(true));
        }

        @Test
        void does_both_at_once() {
            String id = app.secret("key", MadeUp.content("1"));
            app.put("/secrets/" + id, Map.of("name", "renamed", "value", MadeUp.content("2")))
                    .statusCode(204);
            assertThat(liveContent("renamed")).isEqualTo(MadeUp.content("2"));
            assertThat(app.names("/secrets")).containsExactly("renamed");
            app.secret("key", MadeUp.content("the name is free"));
        }

        @Test
        void accepts_an_id_in_the_body_only_if_it_matches_the_path() {
            String id = app.secret("key", MadeUp.content("1"));
            for (String other : List.of("\"" + new ObjectId() + "\"", "\"\"", "\"x\"")) {
                app.put("/secrets/" + id, "{\"_id\":" + other + ",\"name\":\"key\",\"value\":\"x\"}")
                        .error(400, "InvalidParameter")
                        .body("details[0].field", is("_id"));
            }
            app.put("/secrets/" + id, "{\"_id\":null,\"name\":\"key\",\"value\":\"x\"}")
                    .statusCode(204);
        }

        @Test
        void an_unknown_id_is_not_found() {
            String value = app.value("value", 1);
            String none = new ObjectId().toHexString();
            for (String id : List.of(none, value, "no-id")) {
                app.put("/secrets/" + id, Map.of("name", "key", "value", MadeUp.content("x")))
                        .error(404, "SecretNotFound")
                        .body("error", is("secret not found: \"" + id + "\""));
                app.delete("/secrets/" + id)
                        .error(404, "SecretNotFound")
                        .body("error", is("secret not found: \"" + id + "\""));
            }
        }

        @Test
        void of_another_app_is_not_found() {
            String id = app.secret("key", MadeUp.content("1"));
            app.anotherApp("other").delete("/secrets/" + id).error(404, "SecretNotFound");
            assertThat(app.names("/secrets")).containsExactly("key");
        }

        @Test
        void to_a_taken_name_is_refused_and_changes_nothing() {
            app.secret("taken", MadeUp.content("1"));
            String id = app.secret("key", MadeUp.content("2"));
            app.put("/secrets/" + id, Map.of("name", "taken", "value", MadeUp.content("3")))
                    .error(409, "SecretAlreadyExists");
            assertThat(liveContent("key")).isEqualTo(MadeUp.content("2"));
            assertThat(app.revision()).isEqualTo(2);
        }

        @Test
        void applies_the_same_rules_to_the_content() {
            String id = app.secret("key", MadeUp.content("1"));
            for (Object content : List.of(MadeUp.ofLength(501), BRIEFCASE.repeat(501), 1, true, List.of("x"))) {
                app.put("/secrets/" + id, Map.of("name", "key", "value", content))
                        .error(400, "InvalidParameter")
                        .body("details[0].field", is("value"));
            }
            app.put("/secrets/" + id, Map.of("name", "-", "value", "")).error(400, "InvalidParameter");
            app.put("/secrets/" + id, Map.of("value", "x")).error(400, "InvalidParameter");
        }
    }

    @Nested
    class Deleting {
        @Test
        void returns_nothing_and_removes_it() {
            String id = app.secret("key", MadeUp.content("1"));
            app.delete("/secrets/" + id).statusCode(204).body(is(""));
            app.get("/secrets").body("", empty());
            app.delete("/secrets/" + id).error(404, "SecretNotFound");
        }

        @Test
        void is_refused_while_values_link_to_it_and_names_them() {
            String id = app.secret("key", MadeUp.content("1"));
            app.link("one", "key");
            app.link("two", "key");
            app.delete("/secrets/" + id + "?force").error(400, "InvalidParameter");
            for (String query : List.of("", "?force=false")) {
                app.delete("/secrets/" + id + query)
                        .error(409, "SecretInUse")
                        .body("error", containsString("one"))
                        .body("error", containsString("two"))
                        .body("details[*].field", contains("one", "two"));
            }
            assertThat(app.names("/secrets")).containsExactly("key");
        }

        @Test
        void by_force_leaves_the_values_with_the_name_of_the_missing_secret() {
            String id = app.secret("key", MadeUp.content("1"));
            String linked = app.link("linked", "key");
            app.delete("/secrets/" + id + "?force=true").statusCode(204);
            app.get("/secrets").body("", empty());
            app.get("/values/" + linked).body("value", is("key")).body("from_secret", is(true));

            app.secret("key", MadeUp.content("2"));
            app.get("/secrets").body("[0].used_by", contains("linked"));
        }
    }

    @Nested
    class In_a_draft {
        @Test
        void use_is_checked_in_the_drafts_view() {
            String id = app.secret("key", MadeUp.content("1"));
            String linked = app.link("linked", "key");
            app.draft();
            app.delete("/secrets/" + id).error(409, "SecretInUse");
            app.delete("/values/" + linked).statusCode(204);
            app.delete("/secrets/" + id).statusCode(204);
            app.get("/secrets").body("", empty());
            app.colleague().get("/secrets").body("[0].used_by", hasItem("linked"));
        }

        @Test
        void a_link_protects_the_secret_in_the_draft_only() {
            String id = app.secret("key", MadeUp.content("1"));
            Api colleague = app.colleague();
            app.draft();
            app.link("linked", "key");
            app.delete("/secrets/" + id).error(409, "SecretInUse");
            colleague.delete("/secrets/" + id).statusCode(204);
        }

        @Test
        void a_new_content_stays_there_until_it_is_deployed() {
            String id = app.secret("key", MadeUp.content("live"));
            String draft = app.draft();
            app.put("/secrets/" + id, Map.of("name", "key", "value", MadeUp.content("drafted")));
            assertThat(liveContent("key")).isEqualTo(MadeUp.content("live"));
            app.get("/secrets").body("[0].version", is(2));
            app.deploy(draft);
            assertThat(liveContent("key")).isEqualTo(MadeUp.content("drafted"));
        }

        @Test
        void a_freed_name_is_free_in_the_draft_only() {
            String id = app.secret("key", MadeUp.content("old"));
            Api colleague = app.colleague();
            String draft = app.draft();
            app.put("/secrets/" + id, Map.of("name", "renamed", "value", ""));
            app.secret("key", MadeUp.content("new"));
            colleague.post("/secrets", Map.of("name", "key", "value", "x")).error(409, "SecretAlreadyExists");
            app.deploy(draft);
            assertThat(liveContent("renamed")).isEqualTo(MadeUp.content("old"));
            assertThat(liveContent("key")).isEqualTo(MadeUp.content("new"));
        }
    }

    @Nested
    class A_reader {
        @Test
        void sees_names_and_changes_nothing() {
            String id = app.secret("key", MadeUp.content("1"));
            Api reader = app.reader();
            reader.get("/secrets").statusCode(200).body("[*].name", contains("key"));
            reader.post("/secrets", Map.of("name", "x", "value", "x")).error(403, "Forbidden");
            reader.put("/secrets/" + id, Map.of("name", "x", "value", "x")).error(403, "Forbidden");
            reader.delete("/secrets/" + id).error(403, "Forbidden");
        }
    }

    @Test
    void no_content_is_stored_in_clear_text() throws IOException {
        String id = app.secret("key", MadeUp.content("first"));
        app.link("linked", "key");
        app.put("/secrets/" + id, Map.of("name", "key", "value", MadeUp.content("second")));
        app.draft();
        app.secret("drafted", MadeUp.content("third"));

        if (!TestStore.isServer()) {
            filesHoldNo(MadeUp.MARK);
        }
        assertThat(given.storedEverywhere()).contains("\"drafted\"").doesNotContain(MadeUp.MARK);
    }

    private void filesHoldNo(String mark) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> kept = files.filter(Files::isRegularFile).toList();
            assertThat(kept)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(mark));
        }
    }
}
