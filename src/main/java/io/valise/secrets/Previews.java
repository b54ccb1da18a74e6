package io.valise.secrets;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.platform.PerMinute;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.bson.types.ObjectId;

/**
 * Counts each user's previews of secrets, which say whether a content is the one that was sent: in memory, of this
 * instance.
 */
@ApplicationScoped
class Previews {
    /** In a minute. */
    static final int MOST = 60;

    private final PerMinute<ObjectId> previews;

    Previews(Clock clock) {
        previews = new PerMinute<>(clock);
    }

    /** Counts one; fails with {@code TooManyRequests} where the user has asked for too many in this minute. */
    void count(ObjectId user) {
        previews.count(user, MOST, Previews::refused);
    }

    private static ApiException refused(long retryAfter) {
        return new ApiException(
                        ErrorCode.TooManyRequests, "secrets can be previewed " + MOST + " times a minute at most")
                .withRetryAfter(retryAfter);
    }
}
