package io.valise.changes;

import static io.valise.testing.IfMatch.etag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.IfMatch;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import io.valise.testing.OpenDraft;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Editors of an item send what they have seen as {@code If-Match}, so the second does not overwrite the first. */
@OnAnyStore
@QuarkusTest
class IfMatchTest {
    @Inject
    Given given;

    private Api api;
    private Api colleague;

    @BeforeEach
    void anApp() {
        api = Api.withNewApp(given.accessToken(), "shop");
        colleague = api.colleague();
    }

    /** What has an ETag. The states are environment tags, because the environment itself accepts nothing else. */
    enum Kind {
        VALUE("/values") {
            @Override
            Map<String, Object> in(String state) {
                return Map.of("name", "item", "value", state);
            }
        },
        SECRET("/secrets") {
            @Override
            Map<String, Object> in(String state) {
                return Map.of("name", "item", "value", MadeUp.content(state));
            }
        },
        ENVIRONMENT_VALUE("/environment_values") {
            @Override
            Map<String, Object> in(String state) {
                return Map.of("name", "item", "values", Map.of("none", state));
            }
        },
        TAG("/environment") {
            @Override
            Map<String, Object> in(String state) {
                return Map.of("environment", state);
            }
        };

        final String listing;

        Kind(String listing) {
            this.listing = listing;
        }

        /** The body of a write that puts the item into this state. */
        abstract Map<String, Object> in(String state);

        /** Creates the item in the state {@code testing}. */
        Item make(Api caller) {
            if (this == TAG) {
                Answer written = caller.put(listing, in("testing"));
                written.statusCode(200);
                return new Item(this, "", listing, written);
            }
            Answer written = caller.post(listing, in("testing"));
            written.statusCode(201);
            String path = listing + "/" + written.path("_id");
            return new Item(this, path, path, written);
        }
    }

    /** An item, and the reply to the write that created it. */
    record Item(Kind kind, String read, String write, Answer written) {
        Answer put(Api caller, String state) {
            Answer reply = caller.put(write, kind.in(state));
            reply.statusCode(kind == Kind.SECRET ? 204 : 200);
            return reply;
        }

        Answer put(IfMatch caller, String state) {
            return caller.put(write, kind.in(state));
        }

        String etag(Api caller) {
            return IfMatch.etag(caller, read);
        }

        /** The state of the item, as far as a caller can see it. */
        String seen(Api caller) {
            return caller.get(read).statusCode(200).asString();
        }
    }

    private void isRefused(Answer reply, Item item, String before, int revision) {
        reply.statusCode(412).error(412, "PreconditionFailed");
        assertThat(item.seen(colleague)).isEqualTo(before);
        assertThat(colleague.revision()).isEqualTo(revision);
    }

    @Nested
    class The_ETag {
        @ParameterizedTest
        @EnumSource
        void is_the_same_in_the_replies_to_a_read_and_to_the_write_before(Kind kind) {
            Item item = kind.make(api);
            assertThat(item.etag(api)).isEqualTo(etag(item.written)).isEqualTo(item.etag(colleague));

            Answer updated = item.put(api, "qa");

            assertThat(etag(updated)).isEqualTo(item.etag(api)).isNotEqualTo(etag(item.written));
        }

        /** Not for secrets: the ETag must not reveal whether a content equals an earlier one. */
        @ParameterizedTest
        @EnumSource(mode = Mode.EXCLUDE, names = "SECRET")
        void is_the_same_again_when_the_item_is_changed_back(Kind kind) {
            Item item = kind.make(api);
            String before = item.etag(api);
            item.put(api, "qa");
            assertThat(item.etag(api)).isNotEqualTo(before);

            item.put(api, "testing");

            assertThat(item.etag(api)).isEqualTo(before);
        }

        @Test
        void of_a_secret_is_the_same_again_when_it_is_renamed_back() {
            Item secret = Kind.SECRET.make(api);
            String before = secret.etag(api);
            api.put(secret.write, Map.of("name", "renamed", "value", "")).statusCode(204);
            assertThat(secret.etag(api)).isNotEqualTo(before);

            api.put(secret.write, Map.of("name", "item", "value", "")).statusCode(204);

            assertThat(secret.etag(api)).isEqualTo(before);
        }

        @Test
        void of_a_value_covers_its_flags_too() {
            Item value = Kind.VALUE.make(api);
            String before = value.etag(api);
            Map<String, Object> hidden = new HashMap<>(Kind.VALUE.in("testing"));
            hidden.put("private", true);

            api.put(value.write, hidden).statusCode(200);

            assertThat(value.etag(api)).isNotEqualTo(before);
        }

        @Test
        void of_the_app_covers_only_its_tag() {
            String before = Kind.TAG.make(api).etag(api);

            api.value("another", 1);

            assertThat(etag(api, "")).isEqualTo(before);
        }

        @ParameterizedTest
        @EnumSource
        void in_a_draft_is_the_same_as_after_its_deployment(Kind kind) {
            Item item = kind.make(api);
            String before = item.etag(api);
            OpenDraft draft = OpenDraft.by(api);
            assertThat(item.etag(api)).isEqualTo(before);

            item.put(api, "qa");
            String drafted = item.etag(api);

            assertThat(drafted).isNotEqualTo(before);
            assertThat(item.etag(colleague)).isEqualTo(before);
            draft.deploy();
            assertThat(item.etag(colleague)).isEqualTo(drafted);
        }
    }

    @Nested
    class A_write_with_If_Match {
        @ParameterizedTest
        @EnumSource
        void succeeds_if_the_item_is_as_the_caller_has_seen_it(Kind kind) {
            Item item = kind.make(api);
            String seen = item.etag(api);

            Answer updated = item.put(IfMatch.of(api, seen), "qa");

            updated.statusCode(kind == Kind.SECRET ? 204 : 200);
            assertThat(item.etag(colleague)).isEqualTo(etag(updated)).isNotEqualTo(seen);
        }

        @ParameterizedTest
        @EnumSource
        void is_refused_for_the_second_of_two_editors(Kind kind) {
            Item item = kind.make(api);
            String seen = item.etag(api);
            item.put(IfMatch.of(colleague, seen), "qa").statusCode(kind == Kind.SECRET ? 204 : 200);
            String theirs = item.seen(colleague);
            int revision = colleague.revision();

            isRefused(item.put(IfMatch.of(api, seen), "production"), item, theirs, revision);
        }

        @Test
        void succeeds_for_only_one_of_many_editors_who_have_seen_the_same_state() {
            Item value = Kind.VALUE.make(api);
            String seen = value.etag(api);

            List<Integer> statuses = IntStream.range(0, 6)
                    .parallel()
                    .mapToObj(
                            i -> value.put(IfMatch.of(api, seen), "editor " + i).statusCode())
                    .sorted()
                    .toList();

            assertThat(statuses).containsExactly(200, 412, 412, 412, 412, 412);
            assertThat(api.revision()).isEqualTo(2);
        }

        @ParameterizedTest
        @EnumSource(mode = Mode.EXCLUDE, names = "TAG")
        void deletes_only_what_the_caller_has_seen(Kind kind) {
            Item item = kind.make(api);
            String seen = item.etag(api);
            String newer = etag(item.put(colleague, "qa"));
            String theirs = item.seen(colleague);
            int revision = colleague.revision();

            isRefused(IfMatch.of(api, seen).delete(item.write), item, theirs, revision);

            IfMatch.of(api, newer).delete(item.write).statusCode(204);
            assertThat(colleague.read(kind.listing).getList("")).isEmpty();
        }

        @Test
        void to_a_missing_item_is_answered_404() {
            String path = "/values/" + new ObjectId();

            IfMatch.of(api, "*").put(path, Kind.VALUE.in("qa")).error(404, "ValueNotFound");
            IfMatch.of(api, "*").delete(path).error(404, "ValueNotFound");
        }
    }

    @Nested
    class The_condition {
        private Item value;
        private String seen;

        @BeforeEach
        void aValue() {
            value = Kind.VALUE.make(api);
            seen = value.etag(api);
        }

        private Answer put(String... lines) {
            return value.put(IfMatch.of(api, lines), "qa");
        }

        @Test
        void may_be_a_star_for_any_existing_item() {
            put("*").statusCode(200).body("value", is("qa"));
        }

        @Test
        void may_be_a_list_with_one_that_matches() {
            put("\"another\", " + seen + ",\"more,of-these\"").statusCode(200).body("value", is("qa"));
        }

        @Test
        void may_be_a_list_with_none_that_matches() {
            put("\"another\", \"more,of-these\"").statusCode(412).error(412, "PreconditionFailed");
        }

        @Test
        void may_be_on_several_lines() {
            put("\"another\"", "\"more\"").error(412, "PreconditionFailed");
            put("\"another\"", seen).statusCode(200).body("value", is("qa"));
        }

        @Test
        void may_have_empty_elements() {
            put("\"another\",, " + seen + ",").statusCode(200).body("value", is("qa"));
        }

        @Test
        void that_is_malformed_on_a_later_line_is_refused() {
            put(seen, "no-quotes").error(400, "InvalidParameter");
        }

        /** The item is the same; only its encoding in transit differs. */
        @ParameterizedTest
        @ValueSource(strings = {"-gzip", "--gzip", ";gzip", "-br", "-zstd", "-deflate"})
        void matches_despite_a_suffix_added_by_a_proxy(String suffix) {
            put(seen.substring(0, seen.length() - 1) + suffix + '"').statusCode(200);
        }

        @Test
        void never_matches_if_it_is_weak() {
            isRefused(put("W/" + seen), value, value.seen(api), 1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    ",",
                    "no-quotes",
                    "\"unterminated",
                    "\"a\" \"b\"",
                    "*, \"a\"",
                    "w/\"a\"",
                    "\"a\"; \"b\"",
                    "W/*"
                })
        void that_is_malformed_is_refused_by_name(String condition) {
            put(condition).error(400, "InvalidParameter").body("details[*].field", contains("If-Match"));

            assertThat(api.revision()).isEqualTo(1);
            assertThat(value.etag(api)).isEqualTo(seen);
        }
    }

    @Nested
    class In_a_draft {
        @ParameterizedTest
        @EnumSource
        void what_counts_is_the_draft_s_view(Kind kind) {
            Item item = kind.make(api);
            String base = item.etag(api);
            OpenDraft.by(api);
            String live = etag(item.put(colleague, "qa"));

            item.put(IfMatch.of(api, live), "production").statusCode(412).error(412, "PreconditionFailed");
            Answer drafted = item.put(IfMatch.of(api, base), "production");

            drafted.statusCode(kind == Kind.SECRET ? 204 : 200);
            item.put(IfMatch.of(api, base), "development").statusCode(412).error(412, "PreconditionFailed");
            assertThat(item.etag(api)).isEqualTo(etag(drafted));
            assertThat(item.etag(colleague)).isEqualTo(live);
        }
    }

    @Nested
    class Listings {
        @ParameterizedTest
        @EnumSource(mode = Mode.EXCLUDE, names = "TAG")
        void carry_the_revision_that_last_wrote_an_item_and_its_ETag(Kind kind) {
            Item item = kind.make(api);
            api.value("another", 1);
            api.get(kind.listing)
                    .body("[?(@.name == 'item')].version", contains(1))
                    .body("[*].etag", everyItem(matchesPattern("\\S+")));

            item.put(api, "qa");

            api.get(kind.listing).body("[?(@.name == 'item')].version", contains(3));
            String listed = api.read(kind.listing).getString("[?(@.name == 'item')].etag");
            assertThat(item.etag(api)).isEqualTo(listed);
        }
    }

    @Nested
    class Reading_a_secret {
        @Test
        void shows_everything_except_its_content() {
            Item secret = Kind.SECRET.make(api);
            api.link("payments", "item");
            secret.put(colleague, "qa");
            String colleagues =
                    colleague.request().get(Api.PREFIX + "/auth/profile").getString("user_id");

            Answer read = api.get(secret.read);

            read.statusCode(200)
                    .body("_id", is(secret.written.<String>path("_id")))
                    .body("name", is("item"))
                    .body("version", is(3))
                    .body("last_modified", instanceOf(Integer.class))
                    .body("modified_by", is(colleagues))
                    .body("used_by", contains("payments"));
            assertThat(read.getMap(""))
                    .containsOnlyKeys(
                            "_id", "name", "note", "tags", "version", "last_modified", "modified_by", "used_by");
        }

        @Test
        void that_does_not_exist_is_answered_404() {
            for (String id : List.of(new ObjectId().toHexString(), "no-id")) {
                api.get("/secrets/" + id).error(404, "SecretNotFound");
            }
        }
    }
}
