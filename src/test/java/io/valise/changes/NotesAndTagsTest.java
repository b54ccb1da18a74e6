package io.valise.changes;

import static io.valise.testing.IfMatch.etag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import io.valise.testing.OpenDraft;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values and secrets have a note and tags, which are part of their state. */
@OnAnyStore
@QuarkusTest
class NotesAndTagsTest {
    private static final String NOTE = "Ask the shop's team.\n\tBefore 17:00 \u00e4\u00df \ud83d\udcbc";

    @Inject
    Given given;

    private Api api;

    @BeforeEach
    void anApp() {
        api = Api.withNewApp(given.accessToken(), "shop");
    }

    enum Kind {
        VALUES("values") {
            @Override
            Map<String, Object> body(String name) {
                return Map.of("name", name, "value", "hello");
            }
        },
        SECRETS("secrets") {
            @Override
            Map<String, Object> body(String name) {
                return Map.of("name", name, "value", MadeUp.content("key"));
            }
        };

        final String listing;

        Kind(String path) {
            this.listing = "/" + path;
        }

        /** The body of a write. */
        abstract Map<String, Object> body(String name);

        Map<String, Object> body(String name, Map<String, ?> notes) {
            Map<String, Object> body = new HashMap<>(body(name));
            body.putAll(notes);
            return body;
        }

        /** Creates an item; returns its path. */
        String create(Api caller, String name, Map<String, ?> notes) {
            Answer created = caller.post(listing, body(name, notes));
            created.statusCode(201);
            return listing + "/" + created.path("_id");
        }

        Answer put(Api caller, String path, String name, Map<String, ?> notes) {
            return caller.put(path, body(name, notes)).statusCode(this == SECRETS ? 204 : 200);
        }
    }

    private void expect(Api caller, String path, String note, List<String> tags) {
        Answer item = caller.read(path);
        item.body("note", is(note)).body("tags", is(tags));
        Answer listing = caller.read(path.substring(0, path.lastIndexOf('/')));
        String row = "[?(@._id == '" + item.getString("_id") + "')]";
        listing.body(row + ".note", contains(note)).body(row + ".tags", contains(tags));
    }

    @Nested
    class Writing {
        @ParameterizedTest
        @EnumSource
        void an_item_without_them_shows_an_empty_note_and_no_tags(Kind kind) {
            expect(api, kind.create(api, "item", Map.of()), "", List.of());
        }

        @ParameterizedTest
        @EnumSource
        void creating_takes_both_and_tags_are_shown_sorted(Kind kind) {
            String path = kind.create(api, "item", Map.of("note", NOTE, "tags", List.of("web", "Shop", "eu-1", "1.x")));
            expect(api, path, NOTE, List.of("1.x", "Shop", "eu-1", "web"));
        }

        @Test
        void replies_to_writes_of_a_value_show_both() {
            Map<String, Object> notes = Map.of("note", NOTE, "tags", List.of("web"));
            Answer created =
                    api.post("/values", Kind.VALUES.body("item", notes)).statusCode(201);
            created.body("note", is(NOTE)).body("tags", is(List.of("web")));
            String path = "/values/" + created.path("_id");
            Kind.VALUES
                    .put(api, path, "item", Map.of("note", "other"))
                    .body("note", is("other"))
                    .body("tags", is(List.of("web")));
        }

        @ParameterizedTest
        @EnumSource
        void an_update_keeps_what_it_does_not_name_and_removes_what_it_names_empty(Kind kind) {
            String path = kind.create(api, "item", Map.of("note", NOTE, "tags", List.of("web")));
            kind.put(api, path, "renamed", Map.of());
            expect(api, path, NOTE, List.of("web"));
            kind.put(api, path, "renamed", Map.of("note", "other"));
            expect(api, path, "other", List.of("web"));
            kind.put(api, path, "renamed", Map.of("tags", List.of("b", "a")));
            expect(api, path, "other", List.of("a", "b"));
            kind.put(api, path, "renamed", Map.of("note", ""));
            expect(api, path, "", List.of("a", "b"));
            kind.put(api, path, "renamed", Map.of("tags", List.of()));
            expect(api, path, "", List.of());
        }

        @ParameterizedTest
        @EnumSource
        void null_is_as_good_as_absent(Kind kind) {
            String path = kind.create(api, "item", Map.of("note", NOTE, "tags", List.of("web")));
            Map<String, Object> nulls = new HashMap<>();
            nulls.put("note", null);
            nulls.put("tags", null);
            kind.put(api, path, "item", nulls);
            expect(api, path, NOTE, List.of("web"));
        }

        @Test
        void a_secret_keeps_its_content_when_only_its_notes_change() {
            String path = Kind.SECRETS.create(api, "item", Map.of());
            Map<String, Object> same = Map.of("item", MadeUp.content("key"));
            api.request().body(same).post(api.path("/secrets/import?diff=true")).body("unchanged", contains("item"));
            api.put(path, Map.of("name", "item", "note", "Expires in March.")).statusCode(204);
            expect(api, path, "Expires in March.", List.of());
            api.request().body(same).post(api.path("/secrets/import?diff=true")).body("unchanged", contains("item"));
        }

        @Test
        void a_secret_that_is_put_as_it_is_makes_no_deployment() {
            String path = Kind.SECRETS.create(api, "item", Map.of("note", NOTE, "tags", List.of("b", "a")));
            int before = api.revision();
            api.put(path, Map.of("name", "item", "note", NOTE, "tags", List.of("a", "b")))
                    .statusCode(204);
            assertThat(api.revision()).isEqualTo(before);
        }

        @Test
        void a_value_keeps_them_when_it_becomes_a_link() {
            String path = Kind.VALUES.create(api, "item", Map.of("note", NOTE, "tags", List.of("web")));
            Kind.SECRETS.create(api, "key", Map.of());
            api.put(path, Map.of("name", "item", "value", "key", "from_secret", true))
                    .statusCode(200);
            expect(api, path, NOTE, List.of("web"));
        }

        @Test
        void a_new_item_of_a_deleted_ones_name_has_none() {
            String path = Kind.VALUES.create(api, "item", Map.of("note", NOTE));
            api.delete(path).statusCode(204);
            expect(api, Kind.VALUES.create(api, "item", Map.of()), "", List.of());
        }

        @ParameterizedTest
        @EnumSource
        void bulk_imports_keep_them(Kind kind) {
            String path = kind.create(api, "item", Map.of("note", NOTE, "tags", List.of("web")));
            api.request()
                    .body(Map.of("item", kind == Kind.SECRETS ? MadeUp.content("another") : "another"))
                    .post(api.path(kind.listing + "/import?replace=true"))
                    .statusCode(200)
                    .body("updated", contains("item"));
            expect(api, path, NOTE, List.of("web"));
        }
    }

    @Nested
    class Rules {
        private void refused(Kind kind, Map<String, ?> notes, String field, String rule) {
            String path = kind.create(api, "item", Map.of("note", NOTE));
            for (Answer refused : List.of(
                    api.post(kind.listing, kind.body("another", notes)), api.put(path, kind.body("item", notes)))) {
                refused.error(400, "InvalidParameter")
                        .body("error", containsString(field))
                        .body("error", containsString(rule))
                        .body("details[*].field", contains(field))
                        .body("details[*].error", contains(rule));
            }
            expect(api, path, NOTE, List.of());
            assertThat(api.names(kind.listing)).containsExactly("item");
        }

        @ParameterizedTest
        @EnumSource
        void a_note_has_at_most_1000_characters(Kind kind) {
            String longest = "\ud83d\udcbc".repeat(1_000);
            String path = kind.create(api, "longest", Map.of("note", longest));
            expect(api, path, longest, List.of());
            api.delete(path).statusCode(204);
            refused(kind, Map.of("note", "a".repeat(1_001)), "note", "must have at most 1000 characters");
        }

        @ParameterizedTest
        @EnumSource
        void a_note_has_no_control_characters(Kind kind) {
            refused(
                    kind,
                    Map.of("note", "ring \u0007"),
                    "note",
                    "must have no control characters except line breaks and tabs");
        }

        @Test
        void a_note_has_no_control_characters_beyond_ascii_and_no_half_of_a_pair() {
            for (String wrong : List.of("\\u0085", "\\u0000", "\\ud83d", "\\udcbc\\ud83d")) {
                api.post("/values", "{\"name\":\"item\",\"value\":1,\"note\":\"" + wrong + "\"}")
                        .error(400, "InvalidParameter")
                        .body("details[0].field", is("note"));
            }
        }

        @ParameterizedTest
        @EnumSource
        void there_are_at_most_10_tags(Kind kind) {
            List<String> eleven =
                    IntStream.range(0, 11).mapToObj(i -> "tag-" + i).toList();
            String path = kind.create(api, "most", Map.of("tags", eleven.subList(0, 10)));
            expect(api, path, "", eleven.subList(0, 10));
            api.delete(path).statusCode(204);
            refused(kind, Map.of("tags", eleven), "tags", "must be at most 10");
        }

        @ParameterizedTest
        @EnumSource
        void tags_are_different(Kind kind) {
            refused(kind, Map.of("tags", List.of("web", "shop", "web")), "tags", "must be different");
        }

        @ParameterizedTest
        @EnumSource
        void a_tag_is_like_a_name(Kind kind) {
            kind.create(api, "longest", Map.of("tags", List.of("a".repeat(32))));
            api.delete(kind.listing + "/" + api.read(kind.listing).path("[0]._id"))
                    .statusCode(204);
            refused(kind, Map.of("tags", List.of("a", "-b")), "tags", "must begin with an ASCII letter or digit");
        }

        @Test
        void a_tag_has_a_length_and_an_alphabet() {
            refused(
                    Kind.VALUES,
                    Map.of("tags", List.of("a".repeat(33))),
                    "tags",
                    "must have at most 32 characters each");
            api = api.anotherApp("second");
            refused(Kind.VALUES, Map.of("tags", List.of("")), "tags", "must not be empty");
            api = api.anotherApp("third");
            refused(
                    Kind.VALUES,
                    Map.of("tags", List.of("two words")),
                    "tags",
                    "must have only ASCII letters, digits, _, . and -");
        }

        @ParameterizedTest
        @EnumSource
        void all_that_is_wrong_is_reported_together(Kind kind) {
            api.post(kind.listing, kind.body("-item", Map.of("note", "\u0000", "tags", List.of("", "a"))))
                    .error(400, "InvalidParameter")
                    .body("details", hasSize(3));
        }

        @Test
        void what_is_no_text_or_no_list_of_texts_is_refused() {
            for (String wrong : List.of(
                    "\"note\":5",
                    "\"note\":[]",
                    "\"tags\":\"web\"",
                    "\"tags\":[5]",
                    "\"tags\":[null]",
                    "\"tags\":{}")) {
                api.post("/values", "{\"name\":\"item\",\"value\":1," + wrong + "}")
                        .error(400, "InvalidParameter")
                        .body("details[0].field", startsWith(wrong.substring(1, 5)));
            }
            api.get("/values").body("", empty());
        }
    }

    @Nested
    class AsPartOfTheState {
        @ParameterizedTest
        @EnumSource
        void another_note_or_tag_is_another_etag_and_the_same_ones_again_are_the_same(Kind kind) {
            String path = kind.create(api, "item", Map.of());
            String plain = etag(api, path);
            kind.put(api, path, "item", Map.of("note", "web"));
            String noted = etag(api, path);
            kind.put(api, path, "item", Map.of("note", "", "tags", List.of("web")));
            String tagged = etag(api, path);
            assertThat(List.of(plain, noted, tagged)).doesNotHaveDuplicates();
            if (kind == Kind.VALUES) {
                kind.put(api, path, "item", Map.of("tags", List.of()));
                assertThat(etag(api, path)).isEqualTo(plain);
            }
        }

        @Test
        void an_editor_who_has_not_seen_the_note_does_not_overwrite_it() {
            String path = Kind.VALUES.create(api, "item", Map.of());
            String seen = etag(api, path);
            Kind.VALUES.put(api.colleague(), path, "item", Map.of("note", NOTE));
            api.request()
                    .header("If-Match", seen)
                    .body(Kind.VALUES.body("item", Map.of("note", "mine")))
                    .put(api.path(path))
                    .error(412, "PreconditionFailed");
            expect(api, path, NOTE, List.of());
            Kind.VALUES.put(api, path, "item", Map.of("note", ""));
            assertThat(etag(api, path)).isEqualTo(seen);
        }

        @ParameterizedTest
        @EnumSource
        void a_draft_holds_them_back_until_it_is_deployed(Kind kind) {
            String path = kind.create(api, "item", Map.of());
            Api colleague = api.colleague();
            OpenDraft draft = OpenDraft.by(api);
            Map<String, Object> notes = Map.of("name", "item", "value", "", "note", NOTE, "tags", List.of("web"));
            if (kind == Kind.SECRETS) {
                api.put(path, notes).statusCode(204);
            } else {
                kind.put(api, path, "item", Map.of("note", NOTE, "tags", List.of("web")));
            }
            expect(api, path, NOTE, List.of("web"));
            expect(colleague, path, "", List.of());
            api.read(draft.path("/changes"))
                    .body("items[*].name", contains("item"))
                    .body("items[*].action", contains("changed"))
                    .body("items[*].notes_changed", contains(true))
                    .body("items[*].previous_name", contains((Object) null));
            draft.deploy();
            expect(colleague, path, NOTE, List.of("web"));
        }

        @Test
        void a_draft_shows_whether_the_content_changes_too() {
            String value = Kind.VALUES.create(api, "value", Map.of());
            String secret = Kind.SECRETS.create(api, "secret", Map.of());
            OpenDraft draft = OpenDraft.by(api);
            Kind.VALUES.put(api, value, "value", Map.of("note", NOTE));
            api.put(secret, Map.of("name", "secret", "tags", List.of("web"))).statusCode(204);
            api.read(draft.path("/changes"))
                    .body("items[?(@.kind == 'value')].content_changed", contains(false))
                    .body("items[?(@.kind == 'secret')].content_changed", contains(false));
            api.put(value, Map.of("name", "value", "value", "new", "note", "")).statusCode(200);
            api.read(draft.path("/changes"))
                    .body("items[?(@.kind == 'value')].content_changed", contains(true))
                    .body("items[?(@.kind == 'value')].notes_changed", contains(false));
        }

        @ParameterizedTest
        @EnumSource
        void two_drafts_that_change_one_item_conflict(Kind kind) {
            String path = kind.create(api, "item", Map.of());
            OpenDraft draft = OpenDraft.by(api);
            kind.put(api, path, "item", Map.of("note", "mine"));
            kind.put(api.colleague(), path, "item", Map.of("note", "theirs"));
            draft.deploying().error(409, "DraftConflict");
            String id = path.substring(path.lastIndexOf('/') + 1);
            draft.rebasing(api.colleague().revision(), List.of(id), List.of()).statusCode(200);
            draft.deploy();
            expect(api, path, "mine", List.of());
        }

        @Test
        void a_rebased_note_of_a_secret_leaves_the_content_that_was_deployed_meanwhile() {
            String path = Kind.SECRETS.create(api, "item", Map.of());
            Api colleague = api.colleague();
            OpenDraft draft = OpenDraft.by(api);
            api.put(path, Map.of("name", "item", "note", "mine")).statusCode(204);
            colleague
                    .put(path, Map.of("name", "item", "value", MadeUp.content("rotated")))
                    .statusCode(204);
            String id = path.substring(path.lastIndexOf('/') + 1);
            draft.rebasing(colleague.revision(), List.of(id), List.of()).statusCode(200);
            draft.deploy();
            expect(api, path, "mine", List.of());
            api.request()
                    .body(Map.of("item", MadeUp.content("rotated")))
                    .post(api.path("/secrets/import?diff=true"))
                    .body("unchanged", contains("item"));
        }

        @Test
        void a_redeployment_restores_those_of_values_and_leaves_those_of_secrets() {
            String value = Kind.VALUES.create(api, "value", Map.of("note", "first"));
            String secret = Kind.SECRETS.create(api, "secret", Map.of("note", "first"));
            String first = api.read("/deployments").path("[0]._id");
            Kind.VALUES.put(api, value, "value", Map.of("note", "second"));
            Kind.SECRETS.put(api, secret, "secret", Map.of("note", "second"));
            api.request().post(api.path("/deployments/" + first + "/redeploy")).statusCode(204);
            expect(api, value, "first", List.of());
            expect(api, secret, "second", List.of());
        }
    }

    @Nested
    class InDiffs {
        @Test
        void a_line_says_what_of_a_secret_changes_without_the_note() {
            String path = Kind.SECRETS.create(api, "api-key", Map.of());
            OpenDraft draft = OpenDraft.by(api);
            api.put(path, Map.of("name", "api-key", "note", NOTE)).statusCode(204);
            assertThat(draft.diffs()).containsExactly("secret \"api-key\": note changed");
            api.put(path, Map.of("name", "api-key", "tags", List.of("web"))).statusCode(204);
            assertThat(draft.diffs()).containsExactly("secret \"api-key\": note changed, tags changed");
            api.put(path, Map.of("name", "key", "value", MadeUp.content("b"), "note", ""))
                    .statusCode(204);
            assertThat(draft.diffs())
                    .containsExactly("secret \"key\": renamed from \"api-key\", content changed, tags changed");
        }

        @Test
        void the_file_of_notes_shows_those_of_values_and_linked_secrets() {
            Kind.VALUES.create(api, "before", Map.of("note", "There before."));
            String value = Kind.VALUES.create(api, "greeting", Map.of());
            String secret = Kind.SECRETS.create(api, "api-key", Map.of());
            api.link("payments", "api-key");
            OpenDraft draft = OpenDraft.by(api);
            Kind.VALUES.put(api, value, "greeting", Map.of("note", "Shown first.", "tags", List.of("web")));
            api.put(secret, Map.of("name", "api-key", "note", "From the bank.")).statusCode(204);
            List<String> diffs = draft.diffs();
            assertThat(diffs).hasSize(2).contains("secret \"api-key\": note changed");
            assertThat(diffs.get(0))
                    .startsWith("--- .valise/notes.json\n+++ .valise/notes.json\n@@")
                    .contains("+            \"note\": \"Shown first.\"")
                    .contains("+                \"web\"")
                    .contains("+            \"note\": \"From the bank.\"")
                    .contains("             \"note\": \"There before.\"");
            draft.deploy();
            String deployed = api.read("/deployments").path("[0]._id");
            api.read("/deployments/" + deployed + "/diff").body("diffs", hasItem(diffs.get(0)));
        }
    }
}
