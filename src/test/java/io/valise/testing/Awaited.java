package io.valise.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for an effect that follows its cause with a delay. */
public final class Awaited {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Awaited() {}

    /** The first result that satisfies the condition. Fails after the default time-out. */
    public static <T> T until(Supplier<T> look, Predicate<T> wish) {
        return until(look, wish, PATIENCE);
    }

    /** Like {@link #until(Supplier, Predicate)}, with another time-out. */
    public static <T> T until(Supplier<T> look, Predicate<T> wish, Duration patience) {
        Instant end = Instant.now().plus(patience);
        T seen = look.get();
        while (!wish.test(seen)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still not satisfied: " + seen);
            }
            Thread.onSpinWait();
            seen = look.get();
        }
        return seen;
    }
}
