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

/**
 * Bounds how often one key logs in: each log-in is kept, as a session and in the audit, whatever its role allows. A key
 * may begin as many sessions at once as it may in a minute. Each instance counts for itself.
 */
@ApplicationScoped
class LogInRate {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    /** Keys that log in within a minute; each takes some 100 bytes. */
    private static final int KEYS = 100_000;

    private final Cache<ObjectId, Minute> minutes =
            Caffeine.newBuilder().maximumSize(KEYS).expireAfterAccess(PERIOD).build();

    @Inject
    SignInSettings settings;

    @Inject
    Clock clock;

    /** What one key has used of its minute: each log-in uses an equal share, which comes back as time goes on. */
    private static final class Minute {
        private Instant usedUntil = Instant.MIN;

        synchronized boolean take(Instant now, Duration share) {
            Instant until = (usedUntil.isAfter(now) ? usedUntil : now).plus(share);
            if (until.isAfter(now.plus(PERIOD))) {
                return false;
            }
            usedUntil = until;
            return true;
        }
    }

    /** Counts a log-in. Fails with {@code TooManyAttempts} where the key has had as many as it may. */
    void count(ObjectId key) {
        count(key, settings.mostPerMinute());
    }

    void count(ObjectId key, int mostPerMinute) {
        Duration share = PERIOD.dividedBy(mostPerMinute);
        Minute minute = minutes.get(key, first -> new Minute());
        if (!minute.take(clock.instant(), share)) {
            Refused.SIGN_IN.count();
            throw new ApiException(ErrorCode.TooManyAttempts, "this API key has logged in too often; try again later")
                    .withRetryAfter(Math.max(1, share.toSeconds()));
        }
    }
}
