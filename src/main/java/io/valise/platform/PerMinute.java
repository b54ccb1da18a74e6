package io.valise.platform;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongFunction;

/** A rate limit per minute and key, in memory. The whole minute's allowance may be used at once; it refills evenly. */
public final class PerMinute<K> {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    /** Keys active within a minute; each takes about 100 bytes. */
    private static final int REMEMBERED = 100_000;

    /**
     * The time up to which each key has used its allowance: each use takes an equal share of a minute. An entry can be
     * forgotten after a minute, since its allowance has refilled by then.
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
     * Counts one use.
     *
     * @param refusal creates the exception that is thrown over the limit, from the seconds until the next use is
     *     allowed
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
