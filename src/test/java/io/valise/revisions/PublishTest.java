package io.valise.revisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.auth.Given;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.store.StoreSteps;
import io.valise.testing.Api;
import io.valise.testing.AsARequest;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import io.valise.testing.Turns;
import io.valise.testing.Undisturbed;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queue of publications in one app. */
@OnAnyStore
@QuarkusTest
@InProcess("whose turn it is")
@TestProfile(Undisturbed.class)
class PublishTest {
    private static final ObjectId USER = new ObjectId();

    @Inject
    Given given;

    @Inject
    Vertx vertx;

    @Inject
    Publisher publisher;

    @Inject
    Revisions revisions;

    @Inject
    StoreSteps steps;

    private Api app;
    private ObjectId id;

    @BeforeEach
    void anApp() {
        app = Api.withNewApp(given.accessToken(), "shop");
        id = new ObjectId(app.app());
        app.value("first", 1);
    }

    @Test
    void a_caller_that_disconnects_while_waiting_does_not_block_others() throws Exception {
        Lock turn = Turns.take(vertx, id);
        Cancellable waiting = publisher
                .publish(id, immediate(), view -> ChangeSet.of())
                .subscribe()
                .with(landed -> {});
        waiting.cancel();
        turn.release();

        app.value("written", 1);
        assertThat(app.names("/values")).containsExactly("first", "written");
    }

    @Test
    void waiting_changes_are_published_with_one_insert_each_as_its_own_revision() throws Exception {
        Lock turn = Turns.take(vertx, id);
        List<CompletableFuture<Landed>> waiting =
                IntStream.range(0, 10).mapToObj(i -> publish("value-" + i)).toList();

        List<StoreSteps.Step> taken = steps.during(() -> {
            turn.release();
            waiting.forEach(CompletableFuture::join);
        });

        assertThat(waiting.stream().map(landed -> landed.join().revision().number))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(2, 11).mapToObj(Long::valueOf).toList());
        assertThat(taken.stream().flatMap(step -> step.commands().stream()).filter("insert revisions"::equals))
                .hasSize(1);
        waiting.forEach(landed -> await(landed.join().confirmed()));
        revisions.forget(id);
        Revision newest = await(revisions.current(id));
        assertThat(newest.number).as("as stored and signed").isEqualTo(11);
        assertThat(newest.view().entries(Kind.VALUE)).hasSize(11);
        assertThat(await(revisions.at(id, 5)).view().entries(Kind.VALUE)).hasSize(5);
        assertThat(app.names("/values")).hasSize(11).contains("value-0", "value-9");
    }

    @Test
    void more_changes_than_fit_in_a_batch_are_published_in_several() throws Exception {
        Lock turn = Turns.take(vertx, id);
        List<CompletableFuture<Landed>> waiting =
                IntStream.range(0, 100).mapToObj(i -> publish("value-" + i)).toList();
        CompletableFuture<Landed> alone = publish(immediate().on(1L), Turns.creating("alone"));
        turn.release();

        waiting.forEach(CompletableFuture::join);
        assertThatThrownBy(() -> await(Uni.createFrom().completionStage(alone)))
                .matches(failure -> ApiException.is(failure, ErrorCode.DeploymentConflict));
        assertThat(app.names("/values")).hasSize(101);
        assertThat(app.revision()).isEqualTo(101);
    }

    /** The last one can only be applied after the first. */
    @Test
    void a_refused_or_empty_change_in_a_batch_is_answered_as_if_alone() throws Exception {
        Lock turn = Turns.take(vertx, id);
        CompletableFuture<Landed> a = publish("a");
        CompletableFuture<Landed> nothing = publish(immediate(), view -> ChangeSet.of());
        CompletableFuture<Landed> only = publish(immediate().on(1L), Turns.creating("b"));
        CompletableFuture<Landed> c = publish("c");
        CompletableFuture<Landed> cAgain = publish("c");
        CompletableFuture<Landed> broken = publish(immediate(), view -> {
            throw new IllegalStateException("made up");
        });
        CompletableFuture<Landed> removal =
                publish(immediate(), view -> ChangeSet.of(Change.remove(view.find(Kind.VALUE, "a"))));
        turn.release();

        assertThat(a.join().revision().number).isEqualTo(2);
        assertThatThrownBy(() -> await(Uni.createFrom().completionStage(cAgain)))
                .matches(failure -> ApiException.is(failure, ErrorCode.ValueDuplicateName));
        assertThat(nothing.join().revision().number).isPositive();
        assertThatThrownBy(() -> await(Uni.createFrom().completionStage(only)))
                .matches(failure -> ApiException.is(failure, ErrorCode.DeploymentConflict));
        c.join();
        assertThatThrownBy(() -> await(Uni.createFrom().completionStage(broken)))
                .hasMessage("made up");
        removal.join();
        assertThat(app.names("/values")).containsExactly("c", "first");
    }

    @Test
    void waiting_changes_are_not_lost_if_another_instance_is_faster() throws Exception {
        Revision known = revisions.cached(id);
        app.value("taken", 1);
        app.value("other", 1);
        Lock turn = Turns.take(vertx, id);
        CompletableFuture<Landed> a = publish("a");
        CompletableFuture<Landed> b = publish("b");
        CompletableFuture<Landed> taken = publish("taken");
        // As if nobody had told this instance.
        revisions.forget(id);
        revisions.remember(known);
        turn.release();

        a.join();
        b.join();
        assertThatThrownBy(() -> await(Uni.createFrom().completionStage(taken)))
                .matches(failure -> ApiException.is(failure, ErrorCode.ValueDuplicateName));
        assertThat(app.names("/values")).containsExactly("a", "b", "first", "other", "taken");
        assertThat(app.revision()).isEqualTo(5);
    }

    private CompletableFuture<Landed> publish(String name) {
        return publish(immediate(), Turns.creating(name));
    }

    private CompletableFuture<Landed> publish(Commit commit, Edit edit) {
        return AsARequest.begin(vertx, () -> publisher.publish(id, commit, edit));
    }

    private static Commit immediate() {
        return Commit.immediate(USER, "API");
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }
}
