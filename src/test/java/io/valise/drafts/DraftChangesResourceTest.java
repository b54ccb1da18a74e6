package io.valise.drafts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DraftChangesResourceTest {
    @Inject
    Given given;

    private Api api;

    @BeforeEach
    void app() {
        api = Api.withNewApp(given.accessToken(), "shop");
    }

    @Nested
    class The_list {
        @Test
        void says_how_the_draft_changes_each_item() {
            String renamed = api.value("old", 1);
            String deleted = api.value("gone", 2);
            String key = api.secret("api-key", MadeUp.content("one"));
            String draft = api.draft();
            api.put("/values/" + renamed, Map.of("name", "new", "value", 1));
            api.delete("/values/" + deleted);
            api.put("/secrets/" + key, Map.of("name", "api-key", "value", MadeUp.content("two")));
            api.value("fresh", 3);
            api.put("/environment", Map.of("environment", "qa"));

            Answer changes = changes(draft);

            assertThat(changes.getList("items[*].name")).containsExactly("api-key", "fresh", "gone", "new");
            assertThat(changes.getList("items[*].action")).containsExactly("changed", "created", "deleted", "changed");
            assertThat(changes.getList("items[*].kind")).containsExactly("secret", "value", "value", "value");
            assertThat(changes.getList("items[*].previous_name")).containsExactly(null, null, null, "old");
            assertThat(changes.getList("items[*].conflict")).containsOnlyNulls();
            assertThat(changes.getMap("environment"))
                    .containsEntry("before", "")
                    .containsEntry("after", "qa")
                    .containsEntry("conflict", null);
        }

        @Test
        void of_a_fresh_draft_is_empty() {
            api.get("/drafts/" + api.draft() + "/changes")
                    .statusCode(200)
                    .body("items", empty())
                    .body("environment", nullValue());
        }

        @Test
        void names_conflicts_with_another_deployment_and_its_user() {
            String id = api.value("greeting", "hello");
            Api colleague = api.colleague();
            String draft = api.draft();
            api.put("/values/" + id, Map.of("name", "greeting", "value", "mine"));
            colleague.put("/values/" + id, Map.of("name", "greeting", "value", "theirs"));

            Answer changes = changes(draft);

            assertThat(changes.getString("items[0].conflict")).isEqualTo("was changed by another deployment");
            assertThat(changes.getString("items[0].conflicting_user")).isEqualTo(user(colleague));
        }

        @Test
        void of_somebody_else_s_draft_is_only_for_callers_who_may_deploy() {
            String draft = api.draft();
            api.value("fresh", 1);

            api.colleague()
                    .get("/drafts/" + draft + "/changes")
                    .statusCode(200)
                    .body("items[*].name", contains("fresh"));
            api.reader().get("/drafts/" + draft + "/changes").error(404, "DraftNotFound");
        }
    }

    @Nested
    class Leaving_out {
        @Test
        void one_item_keeps_the_others() {
            String id = api.value("greeting", "hello");
            String draft = api.draft();
            api.put("/values/" + id, Map.of("name", "greeting", "value", "changed"));
            api.value("fresh", 1);

            api.delete("/drafts/" + draft + "/changes/" + id).statusCode(204);

            assertThat(changes(draft).getList("items[*].name")).containsExactly("fresh");
            api.get("/values/" + id).body("value", equalTo("hello"));
        }

        @Test
        void a_change_that_others_build_on_is_refused_and_names_them() {
            String draft = api.draft();
            String secret = api.secret("api-key", MadeUp.content("one"));
            api.link("apiKey", "api-key");

            api.delete("/drafts/" + draft + "/changes/" + secret)
                    .error(409, "DraftConflict")
                    .body("details[0].field", equalTo("value \"apiKey\""));
            assertThat(changes(draft).getList("items")).hasSize(2);
        }

        @Test
        void a_deleted_secret_links_its_values_to_it_again() {
            String secret = api.secret("api-key", MadeUp.content("one"));
            api.link("apiKey", "api-key");
            String draft = api.draft();
            api.delete("/secrets/" + secret + "?force=true").statusCode(204);

            api.delete("/drafts/" + draft + "/changes/" + secret).statusCode(204);

            assertThat(changes(draft).getList("items")).isEmpty();
            api.get("/secrets/missing").body("", empty());
        }

        @Test
        void what_is_not_in_the_draft_changes_nothing() {
            String draft = api.draft();
            api.value("fresh", 1);

            api.delete("/drafts/" + draft + "/changes/6650c0ffee0123456789abcd").statusCode(204);
            api.delete("/drafts/" + draft + "/changes/none").error(404, "NotFound");

            assertThat(changes(draft).getList("items[*].name")).containsExactly("fresh");
        }
    }

    @Nested
    class A_rebase {
        private Answer rebase(String draft, List<String> mine, List<String> theirs) {
            return api.post(
                    "/drafts/" + draft + "/rebase", Map.of("revision", api.revision(), "mine", mine, "theirs", theirs));
        }

        @Test
        void keeps_the_draft_s_change_if_told_to() {
            String changed = api.value("greeting", "hello");
            String deleted = api.value("gone", 1);
            Api colleague = api.colleague();
            String draft = api.draft();
            api.put("/values/" + changed, Map.of("name", "greeting", "value", "mine"));
            api.put("/values/" + deleted, Map.of("name", "gone", "value", "mine, too"));
            colleague.put("/values/" + changed, Map.of("name", "greeting", "value", "theirs"));
            colleague.delete("/values/" + deleted);
            api.post("/drafts/" + draft + "/deployment", "{}").error(409, "DraftConflict");
            api.post("/drafts/" + draft + "/rebase", "{}").error(409, "DraftConflict");

            rebase(draft, List.of(changed, deleted), List.of()).statusCode(200);
            assertThat(changes(draft).getList("items[*].conflict")).containsOnlyNulls();
            api.deploy(draft);

            colleague.get("/values/" + changed).body("value", equalTo("mine"));
            colleague.get("/values/" + deleted).body("value", equalTo("mine, too"));
        }

        @Test
        void leaves_a_taken_name_in_conflict_until_it_is_decided() {
            Api colleague = api.colleague();
            String draft = api.draft();
            api.value("greeting", "mine");
            String theirs = colleague.value("greeting", "theirs");

            api.post("/drafts/" + draft + "/rebase", "{}")
                    .error(409, "DraftConflict")
                    .body("conflicts[*]._id", contains("name:value:greeting"));
            assertThat(changes(draft).getString("items[0].conflict"))
                    .isEqualTo("has a name that another deployment has taken");

            rebase(draft, List.of(), List.of("name:value:greeting")).statusCode(200);
            assertThat(changes(draft).getList("items")).isEmpty();
            api.get("/values/" + theirs).body("value", equalTo("theirs"));
        }

        @Test
        void drops_the_deletion_of_a_deleted_item_whatever_the_decision() {
            String first = api.value("gone", 1);
            String second = api.value("gone-too", 1);
            Api colleague = api.colleague();
            String draft = api.draft();
            for (String id : List.of(first, second)) {
                api.delete("/values/" + id);
                colleague.delete("/values/" + id);
            }

            rebase(draft, List.of(first), List.of(second)).statusCode(200);

            assertThat(changes(draft).getList("items")).isEmpty();
        }
    }

    private Answer changes(String draft) {
        return api.read("/drafts/" + draft + "/changes");
    }

    private static String user(Api of) {
        return of.request().get(Api.PREFIX + "/auth/profile").getString("user_id");
    }
}
