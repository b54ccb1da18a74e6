package io.valise.auth;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.limits.Refused;
import io.valise.platform.PerMinute;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.bson.types.ObjectId;

/**
 * Bounds how often one key logs in: each log-in is kept, as a session and in the audit, whatever its role allows. A key
 * may begin as many sessions at once as it may in a minute. Each instance counts for itself.
 */
@ApplicationScoped
class LogInRate {
    private final PerMinute<ObjectId> logIns;
    private final SignInSettings settings;

    LogInRate(Clock clock, SignInSettings settings) {
        this.logIns = new PerMinute<>(clock);
        this.settings = settings;
    }

    /** Counts a log-in. Fails with {@code TooManyAttempts} where the key has had as many as it may. */
    void count(ObjectId key) {
        logIns.count(key, settings.mostPerMinute(), LogInRate::refused);
    }

    private static ApiException refused(long retryAfter) {
        Refused.SIGN_IN.count();
        return new ApiException(ErrorCode.TooManyAttempts, "this API key has logged in too often; try again later")
                .withRetryAfter(retryAfter);
    }
}
