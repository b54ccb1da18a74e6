package io.valise.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what comes some time after its cause. */
public final class Awaited {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Awaited() {}

    /** What is seen once it is as wished; fails if it never is. */
    public static <T> T until(Supplier<T> look, Predicate<T> wish) {
        return until(look, wish, PATIENCE);
    }

    /** The same within another time. */
    public static <T> T until(Supplier<T> look, Predicate<T> wish, Duration patience) {
        Instant end = Instant.now().plus(patience);
        T seen = look.get();
        while (!wish.test(seen)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still not so: " + seen);
            }
            Thread.onSpinWait();
            seen = look.get();
        }
        return seen;
    }
}
