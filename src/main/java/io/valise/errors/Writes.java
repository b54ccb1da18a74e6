package io.valise.errors;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketOpenException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How to handle a failed write, for use with {@link Uni#plug}. The driver already retries most writes of single
 * documents once; other retries are done here.
 */
public final class Writes {
    /** Some MongoDB-compatible servers answer with this code where MongoDB itself would retry. */
    private static final int WRITE_CONFLICT = 112;

    private static final int REPETITIONS = 8;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    /** If the driver has already waited this long, the store is down, and a retry would only double the wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Writes() {}

    /**
     * Retries a write that was certainly not made, because of a conflicting write or because there was no connection.
     */
    public static <T> Uni<T> repeated(Uni<T> write) {
        // Mutiny counts the retries of a pipeline, not those of a subscription.
        return Uni.createFrom()
                .deferred(() -> write.onFailure(Writes::isNotMade)
                        .retry()
                        .withBackOff(PAUSE, LONGEST_PAUSE)
                        .atMost(REPETITIONS));
    }

    /**
     * Also retries if the store does not say whether the write was made. Only for writes that may be made twice. If the
     * outcome is still unknown, fails with the first failure.
     */
    public static <T> Uni<T> idempotent(Uni<T> write) {
        Uni<T> once = write.plug(Writes::repeated);
        return Uni.createFrom().deferred(() -> {
            long began = System.nanoTime();
            return once.onFailure(failure ->
                            StoreFailure.isOutcomeUnknown(failure) && System.nanoTime() - began < PATIENCE.toNanos())
                    .recoverWithUni(silence -> once.onFailure(failure ->
                                    failure instanceof MongoException && !StoreFailure.isDuplicateKey(failure))
                            .transform(again -> silence));
        });
    }

    /**
     * An insert of documents whose ids we generate: if they exist after a duplicate key error, an earlier attempt of
     * this insert wrote them.
     */
    public static Uni<Void> insert(Uni<?> insert, Supplier<Uni<Boolean>> isThere) {
        return insert.plug(Writes::idempotent)
                .replaceWithVoid()
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithUni(duplicate -> isThere.get()
                        .onFailure(MongoException.class)
                        .transform(StoreFailure::outcomeUnknown)
                        .flatMap(there -> there
                                ? Uni.createFrom().voidItem()
                                : Uni.createFrom().failure(duplicate)));
    }

    /** A write that makes a change: fails with {@code OutcomeUnknown} if the store does not say whether it was made. */
    public static <T> Uni<T> decisive(Uni<T> write) {
        return write.onFailure(StoreFailure::isOutcomeUnknown).transform(StoreFailure::outcomeUnknown);
    }

    /** A write that nothing refers to yet: if it fails, nothing was changed. */
    public static <T> Uni<T> preparatory(Uni<T> write) {
        return write.onFailure(StoreFailure::isOfStore).transform(StoreFailure::nothingChanged);
    }

    /** Whether the command was certainly not executed and can be sent again. */
    public static boolean isNotMade(Throwable failure) {
        return StoreFailure.hasCode(failure, WRITE_CONFLICT) || failure instanceof MongoSocketOpenException;
    }
}
