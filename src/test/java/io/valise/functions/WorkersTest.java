package io.valise.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.functions.RunResult.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final String ENDLESS = "exports = () => { while (true) {} }";
    private static final Given.Limits LIMITS =
            new Given.Limits(Duration.ofSeconds(1), 16 << 20, 1 << 20, 1 << 18, 4, 8);

    private final Workers workers = new Workers(LIMITS, new SimpleMeterRegistry());
    private final Sandbox sandbox = Given.sandbox(LIMITS);

    @AfterEach
    void close() {
        workers.close();
    }

    private Uni<RunResult> run(String source) {
        return workers.run(new ObjectId(), () -> sandbox.run(Given.call(source)));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    /** Whether all our threads are idle. */
    private static boolean areIdle() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("function"))
                .map(Thread::getState)
                .allMatch(state -> state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING);
    }

    private void awaitIdle() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!areIdle() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(areIdle()).isTrue();
    }

    @Test
    void ten_endless_loops_are_stopped_and_leave_idle_threads_behind() throws InterruptedException {
        List<Uni<RunResult>> loops = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            loops.add(run("console.log('begun'); " + ENDLESS));
        }
        List<RunResult> ended = await(Uni.join().all(loops).andFailFast());

        assertThat(ended).hasSize(10).allSatisfy(outcome -> {
            assertThat(outcome.failure().code()).isEqualTo(Code.ExecutionTimeLimitExceeded);
            assertThat(outcome.failure().sentence()).isEqualTo("the Function ran longer than 1000 ms");
            assertThat(outcome.logs()).containsExactly("begun");
        });
        awaitIdle();
        assertThat(await(run("exports = () => 1")).result()).isEqualTo("1");
    }

    @Test
    void a_call_is_refused_if_all_threads_are_busy_and_the_queue_is_full() {
        try (Crowd crowd = Crowd.in(workers, LIMITS)) {
            assertThatThrownBy(() -> await(run("exports = () => 1")))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FunctionsBusy));
        }
    }

    @Test
    void an_app_that_keeps_its_threads_busy_and_its_queue_full_does_not_hold_up_others() {
        ObjectId greedy = new ObjectId();
        CountDownLatch release = new CountDownLatch(1);
        try {
            List<Throwable> refusals = new CopyOnWriteArrayList<>();
            for (int i = 0; i < LIMITS.threads() + LIMITS.queue(); i++) {
                workers.run(greedy, () -> waitFor(release)).subscribe().with(done -> {}, refusals::add);
            }
            assertThat(refusals).as("work beyond its share of the queue").isNotEmpty();
            assertThat(await(run("exports = () => 1")).result()).isEqualTo("1");
        } finally {
            release.countDown();
        }
    }

    private static boolean waitFor(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return true;
            } catch (InterruptedException notYet) {
                // Ignore the time limit.
            }
        }
    }

    @Test
    void a_call_whose_client_is_gone_is_stopped() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Workers patient = new Workers(Given.LIMITS, new SimpleMeterRegistry());
        Cancellable call = patient.run(new ObjectId(), () -> {
                    begun.countDown();
                    RunResult outcome = sandbox.run(Given.call(ENDLESS));
                    ended.countDown();
                    return outcome;
                })
                .subscribe()
                .with(done -> {});
        begun.await();
        call.cancel();
        ended.await();
        patient.close();
    }

    @Test
    void the_time_limit_of_one_call_never_stops_the_next() {
        for (int i = 0; i < 2; i++) {
            await(run(ENDLESS));
            assertThat(await(run("exports = () => 'well'")).result()).isEqualTo("\"well\"");
        }
    }

    @Test
    void an_internal_failure_is_reported_and_costs_no_thread() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> await(workers.run(new ObjectId(), () -> {
                        throw new IllegalStateException("ours");
                    })))
                    .hasMessage("ours");
        }
        assertThat(await(run("exports = () => 1")).result()).isEqualTo("1");
    }

    @Test
    void a_function_may_recurse_some_thousand_levels() {
        assertThat(await(run("const f = n => n === 0 ? 0 : 1 + f(n - 1); exports = () => f(2000)"))
                        .result())
                .isEqualTo("2000");
    }

    @Test
    void endless_recursion_ends_with_an_error_here_too() {
        for (String source : List.of(
                "const f = n => 1 + f(n + 1); exports = () => f(0)",
                "const f = () => { context.values.get('key'); f() }; exports = f",
                "const f = () => { try { f() } catch { f() } }; exports = f")) {
            assertThat(await(run(source)).failure()).isNotNull();
            assertThat(await(run("exports = () => context.values.get('greeting')"))
                            .result())
                    .isEqualTo("\"hello\"");
        }
    }
}
