package io.valise.revisions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** The turn of those who publish in one app. */
@QuarkusTest
@InProcess("whose turn it is")
class PublishTest {
    @Inject
    Given given;

    @Inject
    Vertx vertx;

    @Inject
    Revisions revisions;

    @Test
    void a_caller_who_hangs_up_while_waiting_keeps_nobody_from_writing() throws Exception {
        Api app = Api.withNewApp(given.accessToken(), "shop");
        ObjectId id = new ObjectId(app.app());
        Lock turn = vertx.sharedData()
                .getLocalLock("publish/" + app.app())
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        Cancellable waiting = revisions
                .publish(id, Commit.immediate(new ObjectId(), "API"), view -> ChangeSet.of())
                .subscribe()
                .with(landed -> {});
        waiting.cancel();
        turn.release();

        app.value("written", 1);
        assertThat(app.names("/values")).containsExactly("written");
    }
}
