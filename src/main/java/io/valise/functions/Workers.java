package io.valise.functions;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The threads that run Functions. Limits how many run and how many wait, and interrupts each when its time is up. */
@ApplicationScoped
class Workers {
    /** In bytes, enough for recursion of a few thousand levels; unused stack takes no memory. */
    private static final long STACK = 8 << 20;

    private static final long IDLE_SECONDS = 60;

    private final long limitMillis;
    private final int most;
    private final int share;
    private final int waitingShare;
    private final Map<ObjectId, Lane> lanes = new HashMap<>();
    private int inside;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor watch;
    private final MeterRegistry meters;

    Workers(FunctionSettings settings, MeterRegistry meters) {
        this.meters = meters;
        limitMillis = settings.time().toMillis();
        most = settings.threads() + settings.queue();
        share = Math.max(1, settings.threads() - 1);
        waitingShare = Math.max(1, settings.queue() / 2);
        workers = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, "function", STACK));
        workers.allowCoreThreadTimeOut(true);
        watch = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "functions-watch", 0));
        watch.setRemoveOnCancelPolicy(true);
    }

    void register(@Observes StartupEvent start) {
        gauge("running", Workers::running);
        gauge("waiting", Workers::waiting);
        for (String result : List.of("finished", "failed", "stopped", "refused")) {
            calls(result);
        }
    }

    private void gauge(String state, ToDoubleFunction<Workers> count) {
        Gauge.builder("valise.functions.inside", this, count)
                .description("Calls of Functions that are running or waiting for a thread")
                .tag("state", state)
                .register(meters);
    }

    private Counter calls(String result) {
        return Counter.builder("valise.function.calls")
                .description(
                        "Calls of Functions: finished, failed, stopped at the time limit, or refused because too many"
                                + " were waiting")
                .tag("result", result)
                .register(meters);
    }

    private int running() {
        return workers.getActiveCount();
    }

    private synchronized int waiting() {
        return Math.max(0, inside - running());
    }

    /**
     * Runs an app's work in one of the threads and returns its result. An app never gets all threads or all waiting
     * places, so that its calls cannot block those of other apps. Fails with 503 {@code FunctionsBusy} if too many
     * calls are waiting. If the caller cancels, the work is interrupted or not started.
     */
    <T> Uni<T> run(ObjectId app, Supplier<T> work) {
        return Uni.createFrom().emitter(emitter -> {
            Turn<T> turn = new Turn<>(work, emitter);
            UniEmitter<? super T> unused = emitter.onTermination(turn::stop);
            if (!enter(app, turn)) {
                calls("refused").increment();
                emitter.fail(new ApiException(
                        ErrorCode.FunctionsBusy, "too many Functions are running and waiting; try again later"));
            }
        });
    }

    /** The calls of one app. A limited number has a thread or is next in line for one; the others wait behind them. */
    private static final class Lane {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private int running;
    }

    private synchronized boolean enter(ObjectId app, Runnable turn) {
        Lane known = lanes.get(app);
        if (inside >= most || (known != null && known.waiting.size() >= waitingShare)) {
            return false;
        }
        Lane lane = known == null ? new Lane() : known;
        lanes.put(app, lane);
        inside++;
        if (lane.running < share) {
            lane.running++;
            execute(app, turn);
        } else {
            lane.waiting.add(turn);
        }
        return true;
    }

    private void execute(ObjectId app, Runnable turn) {
        workers.execute(() -> {
            try {
                turn.run();
            } finally {
                leave(app);
            }
        });
    }

    private synchronized void leave(ObjectId app) {
        Lane lane = Objects.requireNonNull(lanes.get(app));
        inside--;
        Runnable next = lane.waiting.poll();
        if (next != null) {
            execute(app, next);
        } else if (--lane.running == 0) {
            lanes.remove(app);
        }
    }

    @PreDestroy
    void close() {
        watch.shutdownNow();
        workers.shutdownNow();
    }

    private static Thread daemon(Runnable task, String name, long stack) {
        Thread thread = new Thread(null, task, name, stack);
        thread.setDaemon(true);
        return thread;
    }

    /** One call's turn in a thread. It can only be interrupted while it has the thread. */
    private final class Turn<T> implements Runnable {
        private final Supplier<T> work;
        private final UniEmitter<? super T> emitter;
        private @Nullable Thread thread;
        private boolean over;
        private volatile boolean late;

        private Turn(Supplier<T> work, UniEmitter<? super T> emitter) {
            this.work = work;
            this.emitter = emitter;
        }

        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            ScheduledFuture<?> end = watch.schedule(this::timeIsUp, limitMillis, TimeUnit.MILLISECONDS);
            try {
                T done;
                try {
                    done = work.get();
                } finally {
                    end.cancel(false);
                    leave();
                }
                calls(late ? "stopped" : "finished").increment();
                emitter.complete(done);
            } catch (RuntimeException | Error failure) {
                calls(late ? "stopped" : "failed").increment();
                emitter.fail(failure);
            }
        }

        private synchronized boolean begin() {
            thread = over ? null : Thread.currentThread();
            return thread != null;
        }

        private void timeIsUp() {
            late = true;
            stop();
        }

        private synchronized void stop() {
            over = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        private synchronized void leave() {
            thread = null;
            Thread.interrupted();
        }
    }
}
