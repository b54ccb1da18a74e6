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
 * Work that one instance does for all of them. A lease is not given back: it says as well when the work is to be done
 * next, by its holder, or by another instance if that one is gone.
 */
@Dependent
class Leases {
    private final ObjectId holder = new ObjectId();
    private final Clock clock;

    Leases(Clock clock) {
        this.clock = clock;
    }

    /** Whether the work is this holder's from now on, for so long: it has the lease already, or nobody has. */
    Uni<Boolean> take(String work, Duration time) {
        return extend(work, time).flatMap(mine -> mine ? Uni.createFrom().item(true) : takeOver(work, time));
    }

    /** Extends the lease; fails with {@link IllegalStateException} if it has run out and somebody else has it. */
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
     * The unique id lets one of those in that try at once. A lease that is longer than any was written by a clock that
     * is wrong.
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
