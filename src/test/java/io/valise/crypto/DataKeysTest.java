package io.valise.crypto;

import static io.valise.crypto.KeyStoreProfile.await;
import static io.valise.crypto.KeyStoreProfile.somewhere;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.tuples.Tuple2;
import io.valise.crypto.KeyStoreProfile.Instance;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.store.Start;
import io.valise.testing.InProcess;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@InProcess("settings of its own")
@TestProfile(KeyStoreProfile.class)
class DataKeysTest {
    @Inject
    Start start;

    private final Instance here = Instance.with(MasterKeyParserTest.A);
    private final Instance there = Instance.with(MasterKeyParserTest.A);
    private final Place place = somewhere();

    @Inject
    Vertx vertx;

    @BeforeEach
    @AfterEach
    void none() {
        FakeKmsClient.down = false;
        FakeKmsClient.CALLED_ON.clear();
        KeyStoreProfile.noDataKeys(start);
    }

    @Test
    void are_unique_in_a_scope_even_if_many_instances_seal_first_at_the_same_time() {
        List<Instance> instances = IntStream.range(0, 4)
                .mapToObj(i -> Instance.with(MasterKeyParserTest.A))
                .toList();
        List<SealedSecret> sealed = await(Multi.createFrom()
                .range(0, 64)
                .onItem()
                .transformToUni(i -> instances.get(i % 4).sealer().seal(place, Plaintext.of("content " + i)))
                .merge(64)
                .collect()
                .asList());
        assertThat(await(DataKey.count())).isEqualTo(1);
        assertThat(sealed.stream().map(one -> there.open(place, one)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 64).mapToObj(i -> "content " + i).toList());
    }

    @Test
    void are_looked_up_once_for_concurrent_callers() {
        Instance kms = Instance.with(FakeKmsClient.KEY_URI);
        SealedSecret sealed = kms.seal(place, "content");
        Instance fresh = Instance.with(FakeKmsClient.KEY_URI);
        FakeKmsClient.CALLED_ON.clear();
        await(Uni.join()
                .all(Stream.generate(() -> fresh.sealer().open(place, sealed))
                        .limit(100)
                        .toList())
                .andFailFast());
        assertThat(FakeKmsClient.CALLED_ON).hasSize(1);
    }

    @Test
    void still_reach_other_callers_when_one_cancels() throws Exception {
        SealedSecret sealed = Instance.with(FakeKmsClient.KEY_URI).seal(place, "content");
        Instance fresh = Instance.with(FakeKmsClient.KEY_URI);
        FakeKmsClient.gate = new CountDownLatch(1);
        Cancellable impatient = fresh.sealer().open(place, sealed).subscribe().with(opened -> {});
        CompletableFuture<Plaintext> patient =
                fresh.sealer().open(place, sealed).subscribeAsCompletionStage();
        impatient.cancel();
        FakeKmsClient.gate.countDown();
        assertThat(patient.get(30, TimeUnit.SECONDS).reveal()).isEqualTo("content");
    }

    @Test
    void call_a_KMS_from_a_worker_and_come_back_to_the_callers_context() throws Exception {
        Instance kms = Instance.with(FakeKmsClient.KEY_URI);
        Tuple2<Context, Context> before = onAContext(kms.sealer().seal(place, Plaintext.of("content")));
        assertThat(before.getItem2()).isSameAs(before.getItem1());
        assertThat(FakeKmsClient.CALLED_ON).hasSize(1).allMatch(thread -> thread.startsWith("executor-thread"));
    }

    @Test
    void answer_503_while_the_KMS_is_down_and_recover_when_it_is_back() {
        Instance kms = Instance.with(FakeKmsClient.KEY_URI);
        FakeKmsClient.down = true;
        assertThatThrownBy(() -> kms.seal(place, "content"))
                .isInstanceOfSatisfying(
                        ApiException.class, answer -> assertThat(answer.code()).isEqualTo(ErrorCode.StoreUnavailable));
        FakeKmsClient.down = false;
        assertThat(kms.open(place, kms.seal(place, "content"))).isEqualTo("content");
    }

    @Test
    void are_not_created_by_opening() {
        assertThatThrownBy(() -> here.open(place, new SealedSecret(new byte[40])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(place.scope());
        assertThat(await(DataKey.count())).isZero();
    }

    @Test
    void of_a_destroyed_scope_work_on_another_instance_for_a_while_and_do_not_affect_other_scopes() {
        SealedSecret sealed = here.seal(place, "content");
        assertThat(there.open(place, sealed)).isEqualTo("content");
        await(here.sealer().destroy(place.scope()));
        assertThat(there.open(place, sealed)).isEqualTo("content");
        assertThatThrownBy(() -> here.open(place, sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Instance.with(MasterKeyParserTest.A).open(place, sealed))
                .isInstanceOf(IllegalStateException.class);
        assertThat(await(DataKey.count())).isZero();
    }

    @Test
    void cannot_be_opened_under_another_scopes_name() {
        here.seal(place, "content");
        Place other = somewhere();
        await(DataKey.<DataKey>findById(place.scope()).flatMap(stolen -> {
            stolen.scope = other.scope();
            return stolen.persist();
        }));
        assertThatThrownBy(() -> there.seal(other, "content")).isInstanceOf(ApiException.class);
    }

    private Tuple2<Context, Context> onAContext(Uni<?> work) throws Exception {
        CompletableFuture<Tuple2<Context, Context>> contexts = new CompletableFuture<>();
        Context context = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
        context.runOnContext(ignored -> work.map(done -> Tuple2.of(context, Vertx.currentContext()))
                .subscribeAsCompletionStage()
                .whenComplete((both, failure) -> {
                    if (failure == null) {
                        contexts.complete(both);
                    } else {
                        contexts.completeExceptionally(failure);
                    }
                }));
        return contexts.get(30, TimeUnit.SECONDS);
    }
}
