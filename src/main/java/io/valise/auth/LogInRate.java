package io.valise.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.limits.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often one key logs in: each log-in is kept, as a session and in the audit, whatever its role allows. A key
 * may begin as many sessions at once as it may in a minute. Each instance counts for itself.
 */
@ApplicationScoped
class LogInRate {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    /** Keys that log in within a minute; each takes some 100 bytes. */
    private static final int KEYS = 100_000;

    /**
     * Until when each key has used its time: each log-in uses an equal share of a minute, which comes back as time goes
     * on. What was used ends within the minute in which it is remembered.
     */
    private final Cache<ObjectId, Instant> used =
            Caffeine.newBuilder().maximumSize(KEYS).expireAfterWrite(PERIOD).build();

    @Inject
    SignInSettings settings;

    @Inject
    Clock clock;

    /** Counts a log-in. Fails with {@code TooManyAttempts} where the key has had as many as it may. */
    void count(ObjectId key) {
        count(key, settings.mostPerMinute());
    }

    void count(ObjectId key, int mostPerMinute) {
        Duration share = PERIOD.dividedBy(mostPerMinute);
        used.asMap().compute(key, (same, until) -> taken(until, share));
    }

    private Instant taken(@Nullable Instant usedUntil, Duration share) {
        Instant now = clock.instant();
        Instant until = (usedUntil != null && usedUntil.isAfter(now) ? usedUntil : now).plus(share);
        if (until.isAfter(now.plus(PERIOD))) {
            Refused.SIGN_IN.count();
            throw new ApiException(ErrorCode.TooManyAttempts, "this API key has logged in too often; try again later")
                    .withRetryAfter(Math.max(1, share.toSeconds()));
        }
        return until;
    }
}
