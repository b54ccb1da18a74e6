package io.valise.secrets;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.platform.PerMinute;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.bson.types.ObjectId;

/**
 * Limits how often a user may preview an import of secrets, since a preview tells whether a guessed content is right.
 * Counted in memory, per instance.
 */
@ApplicationScoped
class Previews {
    /** Per minute. */
    static final int MOST = 60;

    private final PerMinute<ObjectId> previews;

    Previews(Clock clock) {
        previews = new PerMinute<>(clock);
    }

    /** Counts one preview. Throws {@code TooManyRequests} if the user has made too many in the past minute. */
    void count(ObjectId user) {
        previews.count(user, MOST, Previews::refused);
    }

    private static ApiException refused(long retryAfter) {
        return new ApiException(
                        ErrorCode.TooManyRequests, "secrets can be previewed at most " + MOST + " times a minute")
                .withRetryAfter(retryAfter);
    }
}
