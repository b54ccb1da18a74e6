package io.valise.platform;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongFunction;

/**
 * Lets everybody do something so often a minute: all at once if need be. What was used comes back evenly as time goes on.
 * In memory.
 */
public final class PerMinute<K> {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    /** Those who do it within a minute; each takes some 100 bytes. */
    private static final int REMEMBERED = 100_000;

    /**
     * Until when each has used its time: each use takes an equal share of a minute. What was used ends within the minute
     * in which it is remembered.
     */
    private final Cache<K, Instant> used = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(PERIOD)
            .build();

    private final Clock clock;

    public PerMinute(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts one.
     *
     * @param refusal what is thrown where it is one too many, by the seconds after which there may be another
     */
    public void count(K who, int most, LongFunction<? extends RuntimeException> refusal) {
        Duration share = PERIOD.dividedBy(most);
        used.asMap().compute(who, (same, until) -> {
            Instant now = clock.instant();
            Instant next = (until != null && until.isAfter(now) ? until : now).plus(share);
            if (next.isAfter(now.plus(PERIOD))) {
                throw refusal.apply(Math.max(1, share.toSeconds()));
            }
            return next;
        });
    }
}
