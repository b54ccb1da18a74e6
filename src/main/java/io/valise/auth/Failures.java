package io.valise.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * The failures of one who tries to log in, one after the other.
 *
 * @param count at least 1
 * @param last when the last one was
 */
record Failures(int count, Instant last) {
    static Failures first(Instant at) {
        return new Failures(1, at);
    }

    Failures another(Instant at) {
        return new Failures(count + 1, at);
    }

    /** How many more attempts may be looked at together: what is left of the free failures, and one at least. */
    int left(int free) {
        return Math.max(1, free - count);
    }

    /** How long the next attempt has to wait, counted from now: not at all as long as there are fewer than are free. */
    Duration delay(int free, Duration longest, Instant now) {
        if (count < free) {
            return Duration.ZERO;
        }
        int doublings = Math.min(count - free, Long.SIZE / 2);
        Duration whole = Duration.ofSeconds(Math.min(1L << doublings, longest.toSeconds()));
        Duration left = Duration.between(now, last.plus(whole));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
