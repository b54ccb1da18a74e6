package io.valise.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Keeps the values new: by events, by long polls where those do not come through, by plain polls as the last way. */
final class Follower {
    /** For a newer revision. */
    private static final Duration LONG_POLL = Duration.ofSeconds(30);

    /** For an instance behind a load balancer that has not seen the deployment yet. */
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private final Valise valise;
    private final Options options;
    private final Service service;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "valise");
    private long pollUntil = System.nanoTime();
    private boolean longPoll = true;

    Follower(Valise valise, Options options) {
        this.valise = valise;
        this.options = options;
        this.service = new Service(options);
        thread.setDaemon(true);
    }

    /** Reads the first values, and then follows in the background. */
    void start() {
        long began = System.nanoTime();
        for (int failures = 0; valise.snapshot() == null; failures++) {
            try {
                refresh(Duration.ZERO);
            } catch (ValiseException failure) {
                Duration left = options.startTimeout.minus(since(began));
                if (!failure.temporary() || left.isNegative() || left.isZero()) {
                    throw failure;
                }
                Duration backOff = backOff(failures);
                sleep(backOff.compareTo(left) < 0 ? backOff : left);
            }
        }
        if (options.follow) {
            thread.start();
        }
    }

    void stop() {
        stopped.countDown();
        thread.interrupt();
    }

    /** Never ends before it is stopped, whatever is answered: what is wrong today may be mended tomorrow. */
    private void follow() {
        int failures = 0;
        while (!isStopped()) {
            long began = System.nanoTime();
            boolean failed = false;
            try {
                if (began - pollUntil < 0) {
                    poll();
                } else {
                    listen();
                }
            } catch (ValiseException failure) {
                failed = true;
                if (!isStopped()) {
                    valise.failed(failure);
                }
            }
            // A stream that is cut as soon as it begins, again and again, must not be a storm of requests.
            boolean hasty = since(began).compareTo(options.pollInterval) < 0;
            failures = failed || hasty ? failures + 1 : 0;
            pause(backOff(failures));
        }
    }

    /** Reads the events until the stream ends. Where they do not come through but values do, polls for a while. */
    private void listen() {
        try {
            service.events(options.requestTimeout, options.heartbeatTimeout, revision -> {
                if (revision != valise.revision()) {
                    refresh(CATCH_UP);
                }
                valise.reached();
            });
        } catch (ValiseException failure) {
            if (isStopped()) {
                return;
            }
            refresh(Duration.ZERO);
            pollUntil = System.nanoTime() + options.pollInterval.multipliedBy(30).toNanos();
            longPoll = true;
        }
    }

    private void poll() {
        long began = System.nanoTime();
        boolean changed;
        try {
            changed = refresh(longPoll && valise.error().isEmpty() ? LONG_POLL : Duration.ZERO);
        } catch (ValiseException failure) {
            // Something between here and the service may not like to wait.
            longPoll = false;
            throw failure;
        }
        if (!changed && since(began).compareTo(options.pollInterval) < 0) {
            pause(options.pollInterval);
        }
    }

    /** Whether there was something new. */
    private boolean refresh(Duration wait) {
        Snapshot before = valise.snapshot();
        Optional<Snapshot> next = newer(wait);
        if (before != null && next.isPresent() && next.get().revision() < before.revision()) {
            // An instance that is behind catches up; one that stays there has its data from a back-up.
            pause(options.pollInterval.dividedBy(2));
            next = newer(Duration.ZERO);
        }
        valise.reached();
        if (isStopped()) {
            return false;
        }
        next.ifPresent(valise::take);
        return before == null || before.revision() != valise.revision();
    }

    private Optional<Snapshot> newer(Duration wait) {
        Snapshot known = valise.snapshot();
        return service.values(known == null ? null : known.etag(), wait, options.requestTimeout);
    }

    /** Full jitter, so that a thousand clients do not come back at once. */
    private Duration backOff(int failures) {
        double most = Math.min(3, 0.1 * Math.pow(2, failures));
        return Duration.ofNanos((long) (ThreadLocalRandom.current().nextDouble() * most * options.pollInterval.toNanos()));
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Ends early when stopped. */
    private void pause(Duration time) {
        try {
            isWoken(time);
        } catch (InterruptedException e) {
            // Only stop() interrupts this thread, and the loop looks for that.
        }
    }

    private void sleep(Duration time) {
        try {
            isWoken(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ValiseException("Interrupted", "the thread was interrupted");
        }
    }

    private boolean isWoken(Duration time) throws InterruptedException {
        return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
