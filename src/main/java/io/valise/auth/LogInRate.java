package io.valise.auth;

import io.valise.edge.Refused;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.platform.PerMinute;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.bson.types.ObjectId;

/**
 * Limits how often one key logs in, because each log-in stores a session and an audit entry, whatever the key's role.
 * The limit per minute is also the limit of a burst. Each instance counts separately.
 */
@ApplicationScoped
class LogInRate {
    private final PerMinute<ObjectId> logIns;
    private final SignInSettings settings;

    LogInRate(Clock clock, SignInSettings settings) {
        this.logIns = new PerMinute<>(clock);
        this.settings = settings;
    }

    /** Counts a log-in. Fails with {@code TooManyAttempts} if the key has reached its limit. */
    void count(ObjectId key) {
        logIns.count(key, settings.mostPerMinute(), LogInRate::refused);
    }

    private static ApiException refused(long retryAfter) {
        Refused.SIGN_IN.count();
        return new ApiException(ErrorCode.TooManyAttempts, "this API key has logged in too often; try again later")
                .withRetryAfter(retryAfter);
    }
}
