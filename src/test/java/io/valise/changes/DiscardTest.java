package io.valise.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.revisions.Commit;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import io.valise.testing.OpenDraft;
import io.valise.testing.Turns;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A discarded draft never becomes live, and a draft that may be about to become live is not discarded. */
@OnAnyStore
@QuarkusTest
@InProcess("a deployment that is held up")
class DiscardTest {
    @Inject
    Given given;

    @Inject
    Vertx vertx;

    @Inject
    TestClock clock;

    private Api app;
    private OpenDraft draft;

    @BeforeEach
    void aDraftWithAValue() {
        app = Api.withNewApp(given.accessToken(), "shop");
        draft = OpenDraft.by(app);
        app.value("drafted", 1);
    }

    @AfterEach
    void theTimeIsNow() {
        clock.reset();
    }

    @Test
    void a_draft_that_is_being_deployed_is_not_discarded() throws Exception {
        Lock turn = Turns.take(vertx, new ObjectId(app.app()));
        CompletableFuture<Answer> deployment = CompletableFuture.supplyAsync(draft::deploying);
        Awaited.until(this::stored, now -> now.deploying != null);

        app.delete(draft.path("")).error(409, "DraftConflict");
        turn.release();

        deployment.join().statusCode(201);
        assertThat(app.names("/values")).containsExactly("drafted");
        app.delete(draft.path("")).error(404, "DraftNotFound");
    }

    /** A process that was killed in the middle of a deployment leaves such a draft. */
    @Test
    void a_draft_whose_deployment_was_interrupted_can_be_discarded_once_it_can_no_longer_become_live() {
        Draft interrupted = stored();
        interrupted.deploying = new ObjectId();
        interrupted.<Draft>persistOrUpdate().await().atMost(Duration.ofSeconds(20));
        app.delete(draft.path("")).error(409, "DraftConflict");

        clock.advance(Commit.LONGEST.plusMinutes(6));
        app.delete(draft.path("")).statusCode(204);
        draft.deploying().error(404, "DraftNotFound");
        assertThat(app.names("/values")).isEmpty();
    }

    private Draft stored() {
        return Draft.<Draft>findById(new ObjectId(draft.id())).await().atMost(Duration.ofSeconds(20));
    }
}
