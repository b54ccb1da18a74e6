package io.valise.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notes and tags in exports and imports, in a file of their own. */
@OnAnyStore
@QuarkusTest
class NotesFileTest {
    private static final String PATH = ".valise/notes.json";

    @Inject
    Given given;

    private Api api;
    private String greeting;
    private String linked;
    private String unlinked;

    @BeforeEach
    void anAppWithNotes() {
        api = Api.withNewApp(given.accessToken(), "shop");
        greeting = create("/values", "greeting", "hello", Map.of("note", "Shown first.", "tags", List.of("web", "a")));
        linked = create("/secrets", "api-key", MadeUp.content("key"), Map.of("note", "From the bank."));
        unlinked = create("/secrets", "spare-key", MadeUp.content("spare"), Map.of("note", "Not in an export."));
        api.link("payments", "api-key");
        api.value("plain", 1);
    }

    private String create(String listing, String name, String content, Map<String, ?> notes) {
        return listing + "/" + create(api, listing, name, content, notes);
    }

    private static String create(Api caller, String listing, String name, String content, Map<String, ?> notes) {
        Map<String, Object> body = new HashMap<>(notes);
        body.put("name", name);
        body.put("value", content);
        return caller.post(listing, body).statusCode(201).path("_id");
    }

    private TreeMap<String, byte[]> exported() {
        return Client.unzip(api.read("/export").asByteArray());
    }

    private static String text(TreeMap<String, byte[]> files) {
        return new String(files.get(PATH), StandardCharsets.UTF_8);
    }

    private Answer importing(TreeMap<String, byte[]> files, String query) {
        return api.request()
                .contentType("application/zip")
                .body(RoundTripTest.zip(files))
                .post(api.path("/import" + query));
    }

    private Answer importing(String notes) {
        TreeMap<String, byte[]> files = exported();
        files.put(PATH, notes.getBytes(StandardCharsets.UTF_8));
        return importing(files, "");
    }

    private void expect(String path, String note, List<String> tags) {
        api.read(path).body("note", is(note)).body("tags", is(tags));
    }

    private void expectUnchanged() {
        expect(greeting, "Shown first.", List.of("a", "web"));
        expect(linked, "From the bank.", List.of());
        expect(unlinked, "Not in an export.", List.of());
    }

    @Nested
    class AnExport {
        @Test
        void has_the_notes_of_values_and_of_secrets_that_values_link_to() {
            assertThat(text(exported())).isEqualTo("""
                            {
                                "values": {
                                    "greeting": {
                                        "note": "Shown first.",
                                        "tags": [
                                            "a",
                                            "web"
                                        ]
                                    }
                                },
                                "secrets": {
                                    "api-key": {
                                        "note": "From the bank."
                                    }
                                }
                            }
                            """);
        }

        @ParameterizedTest
        @ValueSource(strings = {"20180301", "20200603", "20210101", "20230101"})
        void of_any_layout_can_be_imported_back_without_a_change(String version) {
            TreeMap<String, byte[]> files =
                    Client.unzip(api.read("/export?version=" + version).asByteArray());
            assertThat(files).containsKey(PATH);
            importing(files, "?diff=true").statusCode(200).body("", is(List.of()));
        }

        @Test
        void of_an_app_without_notes_has_no_such_file() {
            api = api.anotherApp("plain");
            api.value("greeting", "hello");
            assertThat(exported()).doesNotContainKey(PATH);
        }

        @Test
        void of_an_earlier_deployment_has_the_notes_of_then() {
            String then = api.read("/deployments").path("[0]._id");
            api.put(greeting, Map.of("name", "greeting", "value", "hello", "note", ""))
                    .statusCode(200);
            assertThat(text(Client.unzip(api.read("/export?deployment=" + then).asByteArray())))
                    .contains("Shown first.");
            assertThat(text(exported())).doesNotContain("Shown first.");
        }
    }

    @Nested
    class AZip {
        @Test
        void sets_the_notes_that_it_has_and_removes_the_others_of_values_but_none_of_secrets() {
            importing(
                            "{\"values\":{\"plain\":{\"tags\":[\"b\",\"a\"]}},\"secrets\":{\"spare-key\":{\"note\":\"new\"}}}")
                    .statusCode(204);
            expect(greeting, "", List.of());
            assertThat(api.read("/values").getList("[?(@.name == 'plain')].tags[*]"))
                    .isEqualTo(List.of("a", "b"));
            expect(linked, "From the bank.", List.of());
            expect(unlinked, "new", List.of());
        }

        @Test
        void without_the_file_removes_those_of_values_only() {
            TreeMap<String, byte[]> files = exported();
            files.remove(PATH);
            List<String> diffs = importing(files, "?diff=true").statusCode(200).getList("");
            assertThat(diffs)
                    .singleElement()
                    .asString()
                    .startsWith("--- " + PATH)
                    .contains("-            \"note\": \"Shown first.\"")
                    .doesNotContain("-            \"note\": \"From the bank.\"");
            importing(files, "").statusCode(204);
            expect(greeting, "", List.of());
            expect(linked, "From the bank.", List.of());
        }

        @Test
        void removes_the_notes_of_a_secret_that_it_names_without_any() {
            importing("{\"secrets\":{\"api-key\":{\"note\":null}}}").statusCode(204);
            expect(linked, "", List.of());
        }

        @Test
        void that_changes_the_notes_of_a_secret_shows_a_line_without_them() {
            TreeMap<String, byte[]> files = exported();
            String notes = text(files).replace("api-key", "spare-key").replace("From the bank.", "Unlinked.");
            files.put(PATH, notes.getBytes(StandardCharsets.UTF_8));
            importing(files, "?diff=true").statusCode(200).body("", is(List.of("secret \"spare-key\": note changed")));
            importing(files, "").statusCode(204);
            expect(unlinked, "Unlinked.", List.of());
            expect(linked, "From the bank.", List.of());
        }

        @Test
        void keeps_the_content_of_a_secret_whose_note_it_changes() {
            importing("{\"secrets\":{\"api-key\":{\"note\":\"new\"}}}").statusCode(204);
            api.request()
                    .body(Map.of("api-key", MadeUp.content("key")))
                    .post(api.path("/secrets/import?diff=true"))
                    .body("unchanged", is(List.of("api-key")));
        }

        @Test
        void brings_the_notes_into_another_app() {
            TreeMap<String, byte[]> files = exported();
            api = api.anotherApp("second");
            importing(files, "")
                    .error(400, "SecretNotFound")
                    .body("details[*].field", is(List.of("values/payments.json: value")));
            String secret = "/secrets/" + api.secret("api-key", MadeUp.content("other"));
            importing(files, "").statusCode(204);
            assertThat(exported()).containsEntry(PATH, files.get(PATH));
            expect(secret, "From the bank.", List.of());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[]",
                    "null",
                    "{\"values\":[]}",
                    "{\"values\":{\"greeting\":\"text\"}}",
                    "{\"values\":{\"greeting\":{\"note\":5}}}",
                    "{\"values\":{\"greeting\":{\"note\":\"\\u0007\"}}}",
                    "{\"values\":{\"greeting\":{\"tags\":\"web\"}}}",
                    "{\"values\":{\"greeting\":{\"tags\":[null]}}}",
                    "{\"values\":{\"greeting\":{\"tags\":[\"a\",\"a\"]}}}",
                    "{\"values\":{\"greeting\":{\"comment\":\"a\"}}}",
                    "{\"values\":{\"gone\":{\"note\":\"a\"}}}",
                    "{\"values\":{\"no name\":{\"note\":\"a\"}}}",
                    "{\"secrets\":{\"gone\":{\"note\":\"a\"}}}",
                    "{\"environment_values\":{}}"
                })
        void of_another_form_is_refused(String notes) {
            importing(notes)
                    .error(400, "InvalidParameter")
                    .body("error", containsString(PATH))
                    .body("details.length()", is(1));
            expectUnchanged();
        }

        @Test
        void that_is_not_json_is_refused() {
            importing("{").error(400, "MalformedJson").body("error", containsString(PATH));
            expectUnchanged();
        }

        @Test
        void names_everything_that_is_wrong_at_once_and_changes_nothing() {
            importing("""
                            {"values": {"gone": {"note": "a"}, "greeting": {"note": "\\u0000", "tags": ["-"]}},
                             "secrets": {"lost": {}, "api-key": {"tags": ["a", "a"]}}}""")
                    .error(400, "InvalidParameter")
                    .body(
                            "details[*].field",
                            containsInAnyOrder(
                                    PATH + ": values.gone",
                                    PATH + ": values.greeting.note",
                                    PATH + ": values.greeting.tags",
                                    PATH + ": secrets.lost",
                                    PATH + ": secrets.api-key.tags"))
                    .body("error", containsString(PATH + ": values.gone is no value of the app"))
                    .body("error", containsString(PATH + ": values.greeting.tags must begin with an ASCII letter"));
            expectUnchanged();
        }
    }

    @Nested
    class Json {
        @Test
        void of_a_client_that_cannot_send_the_file_leaves_the_notes() {
            String body = Client.body(exported());
            api.request()
                    .body(body)
                    .post(api.path("/import?diff=true"))
                    .statusCode(200)
                    .body("", is(List.of()));
            body = body.replace("\"hello\"", "\"changed\"");
            api.request().body(body).post(api.path("/import")).statusCode(204);
            api.read(greeting).body("value", is("changed"));
            expectUnchanged();
        }

        @Test
        void that_is_pulled_has_the_file_and_can_be_pushed_back() {
            String pulled = api.request()
                    .accept("application/json")
                    .get(api.path("/pull"))
                    .statusCode(200)
                    .asString();
            assertThat(pulled).contains(PATH, "From the bank.").doesNotContain("Not in an export.");
            api.patch("/push", pulled).statusCode(204);
            expectUnchanged();
            api.patch("/push", pulled.replace("Shown first.", "Shown last.")).statusCode(204);
            expect(greeting, "Shown last.", List.of("a", "web"));
        }

        @Test
        void that_lists_all_other_files_without_it_removes_the_notes_of_values() {
            api.request()
                    .body("{\"values\":[{\"name\":\"greeting\",\"value\":1}],\"files\":{\"README.md\":\"a\"}}")
                    .post(api.path("/import"))
                    .statusCode(204);
            expect(greeting, "", List.of());
            expect(linked, "From the bank.", List.of());
        }

        @Test
        void that_has_a_malformed_one_is_refused() {
            api.request()
                    .body("{\"files\":{\"" + PATH + "\":\"{\\\"values\\\":{\\\"gone\\\":{}}}\"}}")
                    .post(api.path("/import"))
                    .error(400, "InvalidParameter")
                    .body("details[0].field", is(PATH + ": values.gone"));
            expectUnchanged();
        }
    }

    @Test
    void an_apps_own_file_of_that_name_is_like_any_other() {
        TreeMap<String, byte[]> files = exported();
        byte[] own = "[\"remember the milk\"]".getBytes(StandardCharsets.UTF_8);
        files.put("notes.json", own);
        importing(files, "").statusCode(204);
        assertThat(exported()).containsEntry("notes.json", own).containsEntry(PATH, files.get(PATH));
    }

    @Test
    void a_promotion_brings_the_notes_of_values_and_leaves_those_of_secrets() {
        Api target = api.anotherApp("production");
        String secret =
                create(target, "/secrets", "api-key", MadeUp.content("other"), Map.of("note", "Of production."));
        create(target, "/values", "greeting", "hi", Map.of("note", "old", "tags", List.of("old")));
        List<String> diffs = target.request()
                .post(target.path("/import?from=" + api.app() + "&diff=true"))
                .statusCode(200)
                .getList("");
        assertThat(diffs)
                .anySatisfy(diff -> assertThat(diff).startsWith("--- " + PATH).contains("Shown first."));
        target.request().post(target.path("/import?from=" + api.app())).statusCode(204);
        target.read("/secrets/" + secret).body("note", is("Of production."));
        assertThat(text(Client.unzip(target.read("/export").asByteArray())))
                .contains("Shown first.", "Of production.")
                .doesNotContain("From the bank.");
    }
}
