package io.valise.secrets;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.types.ObjectId;

/**
 * Counts each user's previews of secrets, which say whether a content is the one that was sent: in memory, of this
 * instance.
 */
@ApplicationScoped
class Previews {
    /** In a minute. */
    static final int MOST = 60;

    private static final int SECONDS = 60;

    private final Map<ObjectId, Minute> counted = new ConcurrentHashMap<>();
    private final Clock clock;

    Previews(Clock clock) {
        this.clock = clock;
    }

    private record Minute(long number, int previews) {}

    /** Counts one; fails with {@code TooManyRequests} where the user has asked for too many in this minute. */
    void count(ObjectId user) {
        long now = clock.instant().getEpochSecond();
        long number = now / SECONDS;
        counted.values().removeIf(minute -> minute.number != number);
        Minute minute = counted.merge(
                user, new Minute(number, 1), (before, one) -> new Minute(number, before.previews + one.previews));
        if (minute.previews > MOST) {
            throw new ApiException(
                            ErrorCode.TooManyRequests, "secrets can be previewed " + MOST + " times a minute at most")
                    .withRetryAfter(SECONDS - now % SECONDS);
        }
    }
}
