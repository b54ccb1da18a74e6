package io.valise.revisions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check of all revisions of an app finds altered and missing documents. */
@OnAnyStore
@QuarkusTest
@InProcess("altered documents, and an instance that forgets what it has read")
class RevisionsCheckTest {
    @Inject
    Given given;

    @Inject
    RevisionsCheck check;

    @Inject
    Revisions revisions;

    private ObjectId app;

    @BeforeEach
    void anAppWithThreeRevisions() {
        Api api = Api.withNewApp(given.accessToken(), "shop");
        String value = api.value("a", 1);
        api.put("/values/" + value, Map.of("name", "a", "value", 2)).statusCode(200);
        app = new ObjectId(api.app());
        assertThat(check()).isEqualTo(new RevisionsCheck.Result(3, true));
    }

    private RevisionsCheck.Result check() {
        revisions.forget(app);
        return await(check.of(app));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private Document revision(long number) {
        return new Document("app", app).append("number", number);
    }

    @Test
    void finds_an_altered_revision() {
        await(Revision.mongoCollection()
                .updateOne(revision(1), new Document("$set", new Document("origin", "elsewhere"))));
        assertThat(check()).isEqualTo(new RevisionsCheck.Result(3, false));
    }

    @Test
    void finds_a_document_that_is_not_a_revision() {
        await(Revision.mongoCollection().updateOne(revision(1), new Document("$set", new Document("origin", 5))));
        assertThat(check().intact()).isFalse();
    }

    @Test
    void finds_a_missing_newest_revision() {
        await(Revision.mongoCollection().deleteOne(revision(2)));
        assertThat(check()).isEqualTo(new RevisionsCheck.Result(2, false));
    }

    @Test
    void finds_a_missing_block_of_the_newest_revision() {
        await(Block.mongoCollection().deleteMany(new Document("app", app)));
        assertThat(check()).isEqualTo(new RevisionsCheck.Result(3, false));
    }
}
