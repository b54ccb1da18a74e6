package io.valise.functions;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The threads on which Functions run: so many at once, so many waiting, and each interrupted when its time is up. */
@ApplicationScoped
class Workers {
    /** For recursion of a few thousand levels, in bytes; what is not used is not taken. */
    private static final long STACK = 8 << 20;

    private static final long IDLE_SECONDS = 60;

    private final long limitMillis;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor watch;

    Workers(FunctionSettings settings) {
        limitMillis = settings.time().toMillis();
        workers = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.queue()),
                task -> daemon(task, "function", STACK));
        workers.allowCoreThreadTimeOut(true);
        watch = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "functions-watch", 0));
        watch.setRemoveOnCancelPolicy(true);
    }

    /**
     * Does the work in one of the threads and gives what it returns. Fails with 503 {@code FunctionsBusy} where too many
     * are waiting. Work that nobody waits for any more is interrupted, or not begun.
     */
    <T> Uni<T> run(Supplier<T> work) {
        return Uni.createFrom().emitter(emitter -> {
            Turn<T> turn = new Turn<>(work, emitter);
            emitter.onTermination(turn::stop);
            try {
                workers.execute(turn);
            } catch (RejectedExecutionException full) {
                emitter.fail(new ApiException(
                        ErrorCode.FunctionsBusy, "too many Functions are running and waiting; try again later"));
            }
        });
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

    /** One call's time in a thread. It is interrupted while it has the thread, and never after. */
    private final class Turn<T> implements Runnable {
        private final Supplier<T> work;
        private final UniEmitter<? super T> emitter;
        private @Nullable Thread thread;
        private boolean over;

        private Turn(Supplier<T> work, UniEmitter<? super T> emitter) {
            this.work = work;
            this.emitter = emitter;
        }

        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            ScheduledFuture<?> end = watch.schedule(this::stop, limitMillis, TimeUnit.MILLISECONDS);
            try {
                T done;
                try {
                    done = work.get();
                } finally {
                    end.cancel(false);
                    leave();
                }
                emitter.complete(done);
            } catch (RuntimeException | Error failure) {
                emitter.fail(failure);
            }
        }

        private synchronized boolean begin() {
            thread = over ? null : Thread.currentThread();
            return thread != null;
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
