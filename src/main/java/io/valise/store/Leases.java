package io.valise.store;

import com.mongodb.client.model.UpdateOptions;
import io.smallrye.mutiny.Uni;
import io.valise.errors.StoreFailure;
import jakarta.enterprise.context.Dependent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Assigns tasks to one instance at a time. A lease is not given back: its end is also the time at which the task is due
 * again, for its holder, or for another instance if the holder is gone.
 */
@Dependent
class Leases {
    private final ObjectId holder = new ObjectId();
    private final Clock clock;

    Leases(Clock clock) {
        this.clock = clock;
    }

    /** Takes or extends the lease on a task for this time; false if another instance has it. */
    Uni<Boolean> take(String work, Duration time) {
        return extend(work, time).flatMap(mine -> mine ? Uni.createFrom().item(true) : takeOver(work, time));
    }

    /**
     * Extends the lease. Fails with {@link IllegalStateException} if it has expired and another instance has taken it.
     */
    Uni<Void> keep(String work, Duration time) {
        return extend(work, time)
                .invoke(mine -> {
                    if (!mine) {
                        throw new IllegalStateException("another instance has taken over");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Boolean> extend(String work, Duration time) {
        return Lease.mongoCollection()
                .updateOne(
                        new Document("_id", work).append("holder", holder),
                        new Document(
                                "$set", new Document("until", clock.instant().plus(time))))
                .map(result -> result.getMatchedCount() == 1);
    }

    /**
     * The unique id allows one of several concurrent attempts. A lease that ends too far in the future was written by
     * an instance whose clock is wrong.
     */
    private Uni<Boolean> takeOver(String work, Duration time) {
        Instant now = clock.instant();
        return Lease.mongoCollection()
                .updateOne(
                        new Document("_id", work)
                                .append(
                                        "$or",
                                        List.of(
                                                new Document("until", new Document("$lte", now)),
                                                new Document(
                                                        "until", new Document("$gt", now.plus(time.multipliedBy(2)))))),
                        new Document("$set", new Document("holder", holder).append("until", now.plus(time))),
                        new UpdateOptions().upsert(true))
                .replaceWith(true)
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithItem(false);
    }
}
