package io.valise.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.audit.Actor;
import io.valise.audit.Client;
import io.valise.audit.Outcome;
import io.valise.auth.Given;
import io.valise.bulk.ImportPlan;
import io.valise.contents.Contents;
import io.valise.crypto.Plaintext;
import io.valise.crypto.Sealer;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.Revisions;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** What an import reveals about existing contents to a caller who may not read secrets. */
@QuarkusTest
@InProcess("a role that there is no key of yet")
class SecretImportTest {
    @Inject
    Given given;

    @Inject
    SecretComparison comparison;

    @Inject
    Contents contents;

    @Inject
    Sealer sealer;

    @Inject
    Limits limits;

    @Inject
    Revisions revisions;

    private static Actor actor(boolean mayResolve) {
        return new Actor(new ObjectId(), "public", new ObjectId(), Client.NONE, mayResolve);
    }

    @Test
    void only_callers_who_may_read_the_secret_learn_whether_the_content_is_equal() {
        Api app = Api.withNewApp(given.accessToken(), "shop");
        app.secret("key", MadeUp.content("key"));
        ObjectId id = new ObjectId(app.app());
        Entry entry = revisions
                .current(id)
                .map(newest -> newest.view().find(Kind.SECRET, "key"))
                .await()
                .atMost(Duration.ofSeconds(30));
        for (boolean mayResolve : List.of(true, false)) {
            SecretImport kind = new SecretImport(actor(mayResolve), id, comparison, contents, sealer, limits);
            for (String sent : List.of(MadeUp.content("key"), MadeUp.content("guess"))) {
                var same = kind.same(Map.of(entry, Plaintext.of(sent))).await().atMost(Duration.ofSeconds(30));
                assertThat(same.contains(entry.id())).isEqualTo(mayResolve && sent.equals(MadeUp.content("key")));
            }
            ImportPlan compared = new ImportPlan(List.of(), List.of(entry), List.of(), List.of());
            assertThat(kind.previewed(compared) == Outcome.NOTHING).isEqualTo(!mayResolve);
        }
    }
}
