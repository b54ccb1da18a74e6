package io.valise.errors;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The time at which something that a client creates ends, checked in one place. */
public final class EndTime {
    /** The last second of the year 9999, the latest time that existing clients can format. */
    private static final long LATEST = 253_402_300_799L;

    private EndTime() {}

    /**
     * The field {@code expires_at} of a request. Fails with {@code InvalidParameter} unless it is in the future and at
     * most the end of the year 9999.
     *
     * @param seconds in UNIX seconds; null for no end
     */
    public static @Nullable Instant of(@Nullable Long seconds, Clock clock) {
        if (seconds == null) {
            return null;
        }
        if (seconds <= clock.instant().getEpochSecond() || seconds > LATEST) {
            throw ApiException.invalid("expires_at", "must be in the future, in UNIX seconds, and at most " + LATEST);
        }
        return Instant.ofEpochSecond(seconds);
    }
}
