package io.valise.errors;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Optimistic writes: an attempt that loses to another writer fails with {@link Lost}, and is made again after a pause.
 */
public final class Races {
    private static final double FULL_JITTER = 1;

    private Races() {}

    /** Another writer came first, and nothing was changed. */
    public static final class Lost extends RuntimeException {
        private final ApiException whenGivenUp;

        /**
         * @param whenGivenUp what the caller is told if every further attempt is lost, too
         */
        public Lost(ApiException whenGivenUp) {
            super(null, null, false, false);
            this.whenGivenUp = whenGivenUp;
        }
    }

    /**
     * Makes the attempt until it is not lost.
     *
     * @param attempt reads what is stored each time it is subscribed to
     * @param attempts how many are made at most, two or more
     * @param pause before the second attempt; doubled for each further one, with jitter
     * @param longest the limit of the pauses; there is no jitter if it equals the first
     */
    public static <T> Uni<T> rerun(Uni<T> attempt, int attempts, Duration pause, Duration longest) {
        // Mutiny counts the retries of a pipeline, not those of a subscription.
        return Uni.createFrom()
                .deferred(() -> attempt.onFailure(Lost.class)
                        .retry()
                        .withBackOff(pause, longest)
                        .withJitter(FULL_JITTER)
                        .atMost(attempts - 1L)
                        .onFailure(Lost.class)
                        .transform(lost -> ((Lost) lost).whenGivenUp));
    }
}
