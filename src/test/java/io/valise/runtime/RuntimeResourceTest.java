package io.valise.runtime;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.AtOnce;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import io.valise.testing.Program;
import io.valise.testing.Request;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RuntimeResourceTest {
    @Inject
    Given given;

    @Inject
    TestClock clock;

    @Inject
    Watches watches;

    private Api owner;
    private Program program;

    @BeforeEach
    void anAppWithAProgram() {
        owner = Api.withNewApp(given.accessToken(), "Shop");
        program = Program.of(owner);
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Nested
    class One_value {
        @Test
        void is_its_bare_json_with_every_digit() {
            owner.value("limits", List.of(1, "two"));
            owner.request()
                    .body("{\"name\":\"big\",\"value\":12345678901234567890.10}")
                    .post(owner.path("/values"))
                    .statusCode(201);
            program.get("/values/limits")
                    .statusCode(200)
                    .header("Content-Type", "application/json")
                    .header("ETag", "\"2\"")
                    .header("Valise-Revision", "2")
                    .header("Cache-Control", "no-store");
            assertThat(program.value("limits")).isEqualTo("[1,\"two\"]");
            assertThat(program.value("big")).isEqualTo("12345678901234567890.10");
        }

        @Test
        void is_the_content_of_the_secret_that_it_links_to() {
            owner.secret("key", MadeUp.content("a \"quoted\"\nline"));
            owner.link("api-key", "key");
            assertThat(program.value("api-key")).isEqualTo("\"" + MadeUp.content("a \\\"quoted\\\"\\nline") + "\"");
        }

        @Test
        void is_the_new_one_once_its_deployment_is_answered() {
            String id = owner.value("greeting", 0);
            for (int i = 1; i <= 20; i++) {
                owner.put("/values/" + id, Map.of("name", "greeting", "value", i))
                        .statusCode(200);
                assertThat(program.value("greeting")).isEqualTo(String.valueOf(i));
            }
        }

        @Test
        void never_comes_from_a_draft() {
            String id = owner.value("greeting", "before");
            String draft = owner.draft();
            owner.put("/values/" + id, Map.of("name", "greeting", "value", "after"));
            assertThat(program.value("greeting")).isEqualTo("\"before\"");
            owner.deploy(draft);
            assertThat(program.value("greeting")).isEqualTo("\"after\"");
        }

        @Test
        void follows_the_secret_to_its_next_content() {
            String secret = owner.secret("key", MadeUp.content("one"));
            owner.link("api-key", "key");
            assertThat(program.value("api-key")).contains("/one");
            owner.put("/secrets/" + secret, Map.of("name", "renamed", "value", MadeUp.content("two")));
            assertThat(program.value("api-key")).contains("/two");
        }

        @Test
        void of_an_unknown_name_is_404() {
            program.get("/values/nothing").error(404, "ValueNotFound");
        }

        @Test
        void that_the_token_may_not_read_is_403_whether_or_not_it_exists() {
            owner.value("greeting", 1);
            owner.put("/environment", Map.of("environment", "qa"));
            Program limited = Program.limitedTo(owner, "other");
            limited.get("/values/greeting").error(403, "Forbidden");
            limited.get("/values/nothing").error(403, "Forbidden");
            owner.value("other", 2);
            assertThat(limited.value("other")).isEqualTo("2");
        }

        @Test
        void whose_secret_was_removed_by_force_is_409_and_the_rest_is_served() {
            String secret = owner.secret("key", MadeUp.content("gone"));
            owner.link("api-key", "key");
            owner.value("greeting", "Hello");
            owner.delete("/secrets/" + secret + "?force=true").statusCode(204);
            program.get("/values/api-key").error(409, "SecretNotFound").body("error", containsString("\"key\""));
            assertThat(program.value("greeting")).isEqualTo("\"Hello\"");
            program.get("/values")
                    .body("unresolved", equalTo(List.of("api-key")))
                    .body("values", equalTo(Map.of("greeting", "Hello")));
            owner.secret("key", MadeUp.content("back"));
            assertThat(program.value("api-key")).contains("/back");
        }
    }

    /** A read that is answered before the platform looks for a resource. With an encoded path, the resource answers. */
    @Nested
    class A_warm_read {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                value = {
                    "greeting, Accept, application/json",
                    "greeting, Accept, text/plain",
                    "greeting, Accept-Encoding, gzip",
                    "greeting, Accept-Encoding, identity",
                    "greeting, If-None-Match, `\"4\"`",
                    "greeting, If-None-Match, `W/\"4\"`",
                    "greeting, If-None-Match, `\"3\"`",
                    "greeting, If-None-Match, *",
                    "greeting, Connection, close",
                    "api-key, Accept, */*",
                    "api-key, If-None-Match, `\"4\"`",
                    "nothing, Accept, */*",
                    "forbidden, Accept, */*",
                    "greeting/, Accept, */*",
                    "greeting;x=1, Accept, */*",
                    "greeting?wait=x, Accept, */*"
                })
        void is_answered_like_any_other(String name, String header, String value) {
            owner.secret("key", MadeUp.content("warm"));
            owner.link("api-key", "key");
            owner.value("greeting", "Hello, hello! ".repeat(500));
            owner.value("forbidden", 1);
            owner.put("/environment", Map.of("environment", "qa"));
            Program limited = Program.limitedTo(owner, "greeting", "api-key", "nothing");
            limited.value("api-key");

            Answer warm = limited.request().header(header, value).get(limited.path("/values/" + name));
            Answer other = limited.request().header(header, value).get(limited.path("/values/" + encoded(name)));

            assertThat(warm.statusCode()).isEqualTo(other.statusCode());
            assertThat(headers(warm)).isEqualTo(headers(other));
            assertThat(warm.asByteArray()).isEqualTo(other.asByteArray());
        }

        private String encoded(String name) {
            return "%" + Integer.toHexString(name.charAt(0)) + name.substring(1);
        }

        private Map<String, List<String>> headers(Answer response) {
            Map<String, List<String>> headers = new HashMap<>(response.headers().map());
            headers.remove("x-request-id");
            // The platform adds this header to responses without a body.
            headers.remove("content-encoding", List.of("identity"));
            return headers;
        }
    }

    @Nested
    class The_listing {
        @Test
        void has_all_values_and_the_environment_of_the_tag() {
            owner.value("greeting", "Hello");
            owner.environmentValue("base-url", Map.of("production", "https://p.example", "qa", 7));
            owner.environmentValue("unmapped", Map.of("testing", 1));
            owner.put("/environment", Map.of("environment", "production")).statusCode(200);
            assertThat(program.get("/values").statusCode(200).asString())
                    .isEqualTo("{\"revision\":4,\"environment\":{\"tag\":\"production\",\"values\":"
                            + "{\"base-url\":\"https://p.example\"}},\"values\":{\"greeting\":\"Hello\"},"
                            + "\"unresolved\":[]}");
            owner.put("/environment", Map.of("environment", "qa"));
            program.get("/values").body("environment.values.base-url", equalTo(7));
        }

        @Test
        void of_an_app_without_deployments_is_empty_and_of_revision_0() {
            assertThat(program.get("/values").statusCode(200).asString())
                    .isEqualTo("{\"revision\":0,\"environment\":{\"tag\":\"\",\"values\":{}},"
                            + "\"values\":{},\"unresolved\":[]}");
        }

        @Test
        void shows_a_limited_token_its_names_only() {
            owner.value("one", 1);
            owner.value("two", 2);
            owner.environmentValue("base-url", Map.of("qa", "https://a.example"));
            owner.environmentValue("region", Map.of("qa", "made-up"));
            owner.put("/environment", Map.of("environment", "qa"));
            Program limited = Program.limitedTo(owner, "two", "region", "not-there");
            limited.get("/values")
                    .body("values", equalTo(Map.of("two", 2)))
                    .body("environment.values", equalTo(Map.of("region", "made-up")));
            program.get("/values").body("environment.values.size()", equalTo(2));
        }

        @Test
        void is_not_sent_again_to_a_caller_that_has_it() {
            owner.value("greeting", "Hello");
            for (String known : List.of(
                    "\"1\"",
                    "W/\"1\"",
                    "*",
                    "\"0\", \"1\"",
                    "\"0\",W/\"1\"",
                    "\"1-gzip\"",
                    "W/\"1--gzip\"",
                    "\"1;br\"")) {
                Answer answer = program.request().header("If-None-Match", known).get(program.path("/values"));
                answer.statusCode(304).header("ETag", "\"1\"");
                assertThat(answer.asByteArray()).isEmpty();
            }
            for (String known : List.of("\"0\"", "\"99\"", "1", "\"\"", "nonsense")) {
                program.request()
                        .header("If-None-Match", known)
                        .get(program.path("/values"))
                        .statusCode(200)
                        .header("ETag", "\"1\"");
            }
        }

        @Test
        void has_a_data_header_that_changes_with_the_data_and_not_with_the_revision() {
            String secret = owner.secret("key", MadeUp.content("one"));
            owner.link("api-key", "key");
            owner.value("other", 1);
            owner.put("/environment", Map.of("environment", "qa"));
            Program limited = Program.limitedTo(owner, "api-key");
            String first = limited.get("/values")
                    .header("Valise-Data", matchesPattern("[0-9a-f]{16}"))
                    .header("Valise-Data");
            owner.value("another", 2);
            assertThat(limited.get("/values").header("Valise-Data")).isEqualTo(first);
            owner.put("/secrets/" + secret, Map.of("name", "key", "value", MadeUp.content("two")));
            assertThat(limited.get("/values").header("Valise-Data")).isNotEqualTo(first);
        }

        @Test
        void that_a_shell_cannot_hold_is_refused_by_name() {
            owner.value("a-b", 1);
            owner.value("a_b", 2);
            program.get("/values?format=dotenv")
                    .error(409, "NotWritable")
                    .body("details[0].field", equalTo("a_b"))
                    .body("error", containsString("\"a-b\""));
        }

        @Test
        void that_a_reader_of_dotenv_cannot_read_is_refused_by_name_and_never_shown() {
            owner.value("greeting", "hello");
            owner.value("poem", "two\nsecret lines");
            program.get("/values?format=dotenv&for=docker")
                    .error(409, "NotWritable")
                    .body("details[0].field", equalTo("poem"))
                    .body("error", containsString("docker"))
                    .body("error", not(containsString("lines")));
            assertThat(program.get("/values?format=dotenv&for=python")
                            .contentType("text/plain")
                            .asString())
                    .isEqualTo("greeting=\"hello\"\npoem=\"two\nsecret lines\"\n");
            assertThat(program.get("/values?format=dotenv&for=node").asString())
                    .isEqualTo("greeting='hello'\npoem='two\nsecret lines'\n");
            assertThat(program.get("/values?format=dotenv&for=shell").asString())
                    .isEqualTo(program.get("/values?format=dotenv").asString());
        }

        @ParameterizedTest
        @ValueSource(strings = {"format=dotenv&for=ruby", "format=dotenv&for=", "format=yaml&for=docker", "for=shell"})
        void for_an_unknown_reader_or_in_another_format_are_refused_with_the_parameter(String query) {
            program.get("/values?" + query).error(400, "InvalidParameter").body("details[0].field", equalTo("for"));
        }

        @Test
        void in_dotenv_can_be_imported() {
            Map<String, String> contents = Map.of(
                    "quotes",
                    "it's \"so\" `here`",
                    "money",
                    "$HOME ${X} \\ \\n",
                    "lines",
                    "\n a \n\t",
                    "words",
                    "é漢😀 # ",
                    "none",
                    "");
            owner.post("/values/import", contents).statusCode(200);
            Api other = owner.anotherApp("Other");
            String dotenv = program.get("/values?format=dotenv")
                    .contentType("text/plain")
                    .asString();
            other.request()
                    .contentType("text/plain; charset=UTF-8")
                    .body(dotenv)
                    .post(other.path("/values/import"))
                    .statusCode(200);
            assertThat(Program.of(other).get("/values").getMap("values")).isEqualTo(contents);
        }

        @Test
        void in_each_format_has_its_media_type() {
            owner.value("greeting", "Hello");
            assertThat(program.get("/values?format=yaml")
                            .contentType("application/yaml")
                            .asString())
                    .isEqualTo("\"greeting\": \"Hello\"\n");
            assertThat(program.get("/values?format=properties")
                            .contentType("text/plain")
                            .asString())
                    .isEqualTo("greeting=Hello\n");
            assertThat(program.get("/values?format=json").asString())
                    .isEqualTo(program.get("/values").asString());
        }

        @Test
        void of_an_unknown_format_is_refused_by_name() {
            program.get("/values?format=xml")
                    .error(400, "InvalidParameter")
                    .body("details[0].field", equalTo("format"))
                    .body("details[0].error", containsString("dotenv"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "0", "61", "99999999999", "soon", "1.5"})
        void refuses_invalid_waiting_times(String wait) {
            program.get("/values?wait=" + wait)
                    .error(400, "InvalidParameter")
                    .body("details[0].field", equalTo("wait"));
        }
    }

    @Nested
    class A_wait {
        private CompletableFuture<Answer> poll(Program who, String known, int seconds) {
            return CompletableFuture.supplyAsync(
                    () -> who.request().header("If-None-Match", known).get(who.path("/values?wait=" + seconds)));
        }

        private void awaitHeld() throws InterruptedException {
            while (watches.apps().isEmpty()) {
                Thread.sleep(5);
            }
        }

        @Test
        @InProcess("whether a poll is held")
        void ends_with_the_next_deployment() throws Exception {
            owner.value("greeting", 1);
            CompletableFuture<Answer> held = poll(program, "\"1\"", 60);
            awaitHeld();
            owner.value("another", 2);
            held.get(30, TimeUnit.SECONDS)
                    .statusCode(200)
                    .body("revision", equalTo(2))
                    .body("values.another", equalTo(2));
        }

        @Test
        void ends_with_304_without_a_deployment() {
            owner.value("greeting", 1);
            poll(program, "\"1\"", 1).join().statusCode(304);
        }

        @Test
        void does_not_happen_without_the_current_etag() {
            owner.value("greeting", 1);
            program.get("/values?wait=60").statusCode(200);
            poll(program, "\"0\"", 60).join().statusCode(200);
        }

        @Test
        @InProcess("whether a poll is held")
        void ends_when_the_token_is_revoked() throws Exception {
            owner.value("greeting", 1);
            CompletableFuture<Answer> held = poll(program, "\"1\"", 60);
            awaitHeld();
            owner.delete("/runtime_tokens/" + program.tokenId()).statusCode(204);
            held.get(30, TimeUnit.SECONDS).error(401, "InvalidSession");
        }
    }

    @Nested
    class A_caller {
        @ParameterizedTest
        @CsvSource({"/values", "/values/greeting", "/events"})
        void without_a_valid_token_is_401(String route) {
            String path = program.path(route);
            given().get(path).error(401, "InvalidSession");
            for (String token : List.of("", "vrt_", "nonsense", "vrt_" + "A".repeat(43), "a".repeat(5_000))) {
                program.by(token).get(route).error(401, "InvalidSession");
            }
            program.by(owner.token()).get(route).error(401, "InvalidSession");
        }

        @Test
        void with_made_up_tokens_does_not_affect_others() {
            List<Program> fresh =
                    Stream.generate(() -> Program.of(owner)).limit(6).toList();
            List<HttpRequest> requests = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                requests.add(reading(program.path("/values"), madeUp(program.token())));
                if (i % 100 == 99) {
                    Program one = fresh.get(i / 100);
                    requests.add(reading(one.path("/values"), one.token()));
                }
            }
            List<Integer> answers = AtOnce.statuses(requests);
            assertThat(Collections.frequency(answers, 401)).isEqualTo(600);
            assertThat(Collections.frequency(answers, 200)).isEqualTo(6);
        }

        /** Has the form of a token, but other random characters. */
        private static String madeUp(String token) {
            String random = UUID.randomUUID().toString();
            return "vrt_" + random + token.substring(4 + random.length());
        }

        private static HttpRequest reading(String path, String token) {
            return HttpRequest.newBuilder(URI.create(Request.server() + path))
                    .header("Authorization", "Bearer " + token)
                    .build();
        }

        @Test
        void with_a_token_of_another_app_finds_no_app() {
            Api other = owner.anotherApp("Other");
            program.at(other).get("/values").error(404, "AppNotFound");
            program.request().get("/api/client/v1/apps/none-there/values").error(404, "AppNotFound");
        }

        @Test
        void with_a_runtime_token_is_not_an_administrator() {
            Api.of(owner.token());
            program.request().get(owner.path("/values")).error(401, "InvalidSession");
        }

        @Test
        void whose_token_is_revoked_is_401_at_once() {
            program.get("/values").statusCode(200);
            owner.delete("/runtime_tokens/" + program.tokenId()).statusCode(204);
            program.get("/values").error(401, "InvalidSession");
        }

        @Test
        @InProcess("the clock that tests move")
        void whose_token_expires_is_401_from_then_on() {
            long soon = clock.instant().plusSeconds(100).getEpochSecond();
            Program passing = Program.with(owner, Map.of("expires_at", soon));
            passing.get("/values").statusCode(200);
            clock.advance(Duration.ofSeconds(101));
            passing.get("/values").error(401, "InvalidSession");
        }

        @Test
        void of_a_deleted_app_no_longer_finds_it() throws Exception {
            program.get("/values").statusCode(200);
            owner.delete("").statusCode(204);
            while (program.get("/values").statusCode() == 200) {
                Thread.sleep(20);
            }
            program.get("/values").error(404, "AppNotFound");
        }
    }

    @Nested
    class Tokens {
        @Test
        void are_listed_without_the_token_and_with_their_last_use() throws Exception {
            owner.read("/runtime_tokens");
            program.get("/values").statusCode(200);
            Awaited.until(() -> owner.read("/runtime_tokens"), tokens -> tokens.path("[0].last_used") != null);
            Answer listed = owner.get("/runtime_tokens");
            listed.body("", hasSize(1)).body("[0].name", equalTo("a program"));
            assertThat(listed.asString()).doesNotContain("vrt_").doesNotContain("hash");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                        {}                                        | name
                        {"name": " "}                             | name
                        {"name": "half a pair \\ud800"}            | name
                        {"name": "n", "values": []}               | values
                        {"name": "n", "values": ["no name"]}      | values
                        {"name": "n", "values": "greeting"}       | values
                        {"name": "n", "expires_at": 1}            | expires_at
                        {"name": "n", "expires_at": 253402300800} | expires_at
                        {"name": "n", "expires_at": 9223372036854775808} | expires_at
                        {"name": "n", "expires_at": 1e400}        | expires_at
                        {"name": "n", "expires_at": 1.9e9}        | expires_at
                        {"name": "n", "expires_at": 1900000000.5} | expires_at
                        {"name": "n", "expires_at": 1900000000.0} | expires_at
                        {"name": "n", "expires_at": "1900000000"} | expires_at
                        {"name": "bell \\u0007"}                   | name
                        {"name": "turned \\u202e round"}           | name
                        {"name": "\\u200b"}                        | name
                        {"name": "n", "expires_at": "soon"}       | expires_at
                        """)
        void are_not_created_from_invalid_requests(String body, String field) {
            owner.post("/runtime_tokens", body)
                    .error(400, "InvalidParameter")
                    .body("details[0].field", startsWith(field));
            assertThat(owner.names("/runtime_tokens")).containsExactly("a program");
        }

        @Test
        void are_visible_to_readers_and_created_by_owners() {
            Api reader = owner.reader();
            assertThat(reader.names("/runtime_tokens")).containsExactly("a program");
            reader.post("/runtime_tokens", Map.of("name", "mine")).error(403, "Forbidden");
            reader.delete("/runtime_tokens/" + program.tokenId()).error(403, "Forbidden");
        }

        @Test
        void are_revoked_once_and_only_through_their_app() {
            Api other = owner.anotherApp("Other");
            other.delete("/runtime_tokens/" + program.tokenId()).error(404, "RuntimeTokenNotFound");
            owner.delete("/runtime_tokens/" + program.tokenId()).statusCode(204);
            owner.delete("/runtime_tokens/" + program.tokenId()).error(404, "RuntimeTokenNotFound");
            owner.delete("/runtime_tokens/nonsense").error(404, "RuntimeTokenNotFound");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{}|name",
                    "{\"name\":\" \"}|name",
                    "{\"name\":\"p\",\"values\":[]}|values",
                    "{\"name\":\"p\",\"values\":[\"a b\"]}|values",
                    "{\"name\":\"p\",\"values\":[null]}|values",
                    "{\"name\":\"p\",\"values\":\"all\"}|values",
                    "{\"name\":\"p\",\"expires_at\":1}|expires_at",
                    "{\"name\":\"p\",\"expires_at\":\"soon\"}|expires_at"
                })
        void are_only_created_from_well_formed_requests(String body, String field) {
            owner.post("/runtime_tokens", body)
                    .error(400, "InvalidParameter")
                    .body("details[0].field", containsString(field));
        }
    }

    @Test
    void nothing_can_be_read_once_an_app_is_deleted() {
        owner.value("greeting", "hello");
        assertThat(program.value("greeting")).isEqualTo("\"hello\"");
        owner.request().delete(owner.path("")).statusCode(204);
        program.get("/values/greeting").statusCode(404);
    }
}
