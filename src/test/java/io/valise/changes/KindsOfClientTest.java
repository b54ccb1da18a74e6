package io.valise.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OpenDraft;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A caller has a separate draft for each kind of client, and they do not affect each other. */
@QuarkusTest
class KindsOfClientTest {
    private static final String CLI = "mongodb-baas-cli";
    private static final String CONSOLE = "valise-console";
    private static final String VALISE = "valise-cli";
    private static final String ANY_OTHER = "curl";

    @Inject
    Given given;

    private Api me;

    @BeforeEach
    void anApp() {
        me = Api.withNewApp(given.accessToken(), "shop");
    }

    @Nested
    class A_user {
        @Test
        void may_have_a_draft_open_in_each_kind_of_client() {
            List<OpenDraft> drafts = Stream.of(CLI, CONSOLE, VALISE, ANY_OTHER)
                    .map(client -> OpenDraft.by(me.by(client)))
                    .toList();

            assertThat(drafts.stream().map(draft -> draft.listed().get("kind")))
                    .containsExactly("CLI", "UI", "VALISE", "API");
            assertThat(drafts.stream().map(OpenDraft::id)).doesNotHaveDuplicates();
            for (OpenDraft draft : drafts) {
                draft.owner().request().post(me.path("/drafts")).error(409, "DraftAlreadyExists");
            }
        }

        @Test
        void sees_in_one_client_no_change_of_a_draft_in_another() {
            Api console = me.by(CONSOLE);
            String limit = me.value("limit", 1);
            OpenDraft draft = OpenDraft.by(console);
            console.put("/values/" + limit, Map.of("name", "limit", "value", 2));

            me.get("/values/" + limit).body("value", is(1));
            me.value("at-once", 1);
            assertThat(me.revision()).isEqualTo(2);
            assertThat(console.names("/values")).containsExactly("limit");

            draft.deploy();
            me.get("/values/" + limit).body("value", is(2));
        }

        @Test
        void can_address_a_draft_by_its_id_from_any_client() {
            OpenDraft draft = OpenDraft.by(me.by(CONSOLE));
            me.by(CONSOLE).value("limit", 1);
            OpenDraft elsewhere = new OpenDraft(me.by(VALISE), draft.id());

            assertThat(elsewhere.diffs()).hasSize(1);
            elsewhere.deploy();

            assertThat(me.names("/values")).containsExactly("limit");
            assertThat(me.by(CONSOLE).read("/drafts").getList("")).isEmpty();
        }
    }

    @Nested
    class Secrets_of_the_official_command_line {
        private Api cli;
        private OpenDraft draft;

        @BeforeEach
        void withADraftOpen() {
            cli = me.by(CLI);
            draft = OpenDraft.by(cli);
        }

        @Test
        void are_live_at_once_and_stay_out_of_its_draft() {
            String key = cli.secret("api-key", MadeUp.content("one"));
            assertThat(me.colleague().names("/secrets")).containsExactly("api-key");

            cli.put("/secrets/" + key, Map.of("name", "renamed", "value", MadeUp.content("two")))
                    .statusCode(204);
            assertThat(me.names("/secrets")).containsExactly("renamed");

            cli.delete("/secrets/" + key).statusCode(204);
            assertThat(me.names("/secrets")).isEmpty();

            assertThat(me.revision()).isEqualTo(3);
            assertThat(draft.diffs()).isEmpty();
            assertThat(draft.listed()).containsEntry("_id", draft.id());
        }

        @Test
        void in_its_draft_are_always_the_deployed_ones() {
            me.colleague().secret("theirs", MadeUp.content("theirs"));

            assertThat(cli.names("/secrets")).containsExactly("theirs");
            cli.link("linked", "theirs");
            draft.deploy();

            assertThat(me.names("/values")).containsExactly("linked");
        }
    }

    @Nested
    class Secrets_of_every_other_client {
        @Test
        void join_its_draft() {
            for (String client : List.of(VALISE, CONSOLE, ANY_OTHER)) {
                OpenDraft draft = OpenDraft.by(me.by(client));
                draft.owner().secret("api-key", MadeUp.content("one"));

                assertThat(me.colleague().names("/secrets")).as(client).isEmpty();
                assertThat(draft.diffs()).containsExactly("secret \"api-key\": created");
                me.delete(draft.path("")).statusCode(204);
            }
        }
    }
}
