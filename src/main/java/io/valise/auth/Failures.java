package io.valise.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * Consecutive failed log-ins.
 *
 * @param count at least 1
 * @param last the time of the last failure
 */
record Failures(int count, Instant last) {
    static Failures first(Instant at) {
        return new Failures(1, at);
    }

    Failures another(Instant at) {
        return new Failures(count + 1, at);
    }

    /** How many more attempts may be checked at the same time: the remaining free failures, but at least one. */
    int left(int free) {
        return Math.max(1, free - count);
    }

    /** How long from now the next attempt has to wait; zero while fewer than {@code free} attempts have failed. */
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
