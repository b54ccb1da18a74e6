package io.valise.errors;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketOpenException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What becomes of a write that the store does not simply take, for use with {@link Uni#plug}. The driver repeats most
 * writes of single documents once by itself; what it does not repeat is repeated here.
 */
public final class Writes {
    /** Some MongoDB-compatible servers answer it where MongoDB itself would try again. */
    private static final int WRITE_CONFLICT = 112;

    private static final int REPETITIONS = 8;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    /** Where the driver has waited for so long, the store is away, and waiting once more only doubles that. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Writes() {}

    /** A write that was certainly not made, for another was in its way or there was no connection, is repeated. */
    public static <T> Uni<T> repeated(Uni<T> write) {
        return write.onFailure(Writes::isNotMade)
                .retry()
                .withBackOff(PAUSE, LONGEST_PAUSE)
                .atMost(REPETITIONS)
                // The retries' own failure hides the last one of the store.
                .onFailure(failure ->
                        failure instanceof IllegalStateException && failure.getCause() instanceof MongoException)
                .transform(Throwable::getCause);
    }

    /**
     * A write that may be made twice is repeated, too, where the store does not say whether it was made. Still in doubt,
     * it fails as it did at first.
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
     * An insert whose documents have ids of our own making: a duplicate key is an earlier try of this insert, if they
     * are there.
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

    /** A write that makes a change: fails with {@code OutcomeUnknown} where the store does not say whether it was made. */
    public static <T> Uni<T> decisive(Uni<T> write) {
        return write.onFailure(StoreFailure::isOutcomeUnknown).transform(StoreFailure::outcomeUnknown);
    }

    /** A write of what nothing names yet: where it fails, nothing was changed. */
    public static <T> Uni<T> preparatory(Uni<T> write) {
        return write.onFailure(StoreFailure::isOfStore).transform(StoreFailure::nothingChanged);
    }

    /** Whether it is certain that the command was not carried out and can be sent again. */
    public static boolean isNotMade(Throwable failure) {
        return StoreFailure.hasCode(failure, WRITE_CONFLICT) || failure instanceof MongoSocketOpenException;
    }
}
