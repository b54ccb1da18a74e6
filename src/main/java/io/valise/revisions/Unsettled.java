package io.valise.revisions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.bson.types.ObjectId;

/**
 * Notes in an app's head that the sweep must visit the app. The note is written with the first write of a change,
 * before its revision: a process may die at any point and leave a change without an audit entry, or contents that
 * nothing refers to. Thanks to the note, neither the sweep nor a start has to visit all apps. The sweep removes the
 * note once everything it covers is settled.
 *
 * <p>A note also covers what follows within a minute.
 */
@ApplicationScoped
public class Unsettled {
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private final Clock clock;
    /** When this instance last wrote a note, in UNIX seconds. */
    private final Cache<ObjectId, Long> written =
            Caffeine.newBuilder().maximumSize(10_000).build();

    Unsettled(Clock clock) {
        this.clock = clock;
    }

    /** Completes when the note is stored. Fails with {@code StoreUnavailable}, before anything was changed. */
    public Uni<Void> note(ObjectId app) {
        long now = clock.instant().getEpochSecond();
        Long last = written.getIfPresent(app);
        return last != null && Math.abs(now - last) < GOOD_FOR.toSeconds()
                ? Uni.createFrom().voidItem()
                : Head.unsettle(app, now).plug(Writes::preparatory).invoke(() -> written.put(app, now));
    }
}
