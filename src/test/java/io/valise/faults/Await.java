package io.valise.faults;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/** Waits for what will come, for a minute at most. */
final class Await {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Await() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(LIMIT);
        while (!condition.call()) {
            if (Instant.now().isAfter(end)) {
                fail("waited in vain until " + what);
            }
            Thread.sleep(20);
        }
    }
}
