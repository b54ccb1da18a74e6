package io.valise.revisions;

import java.util.function.LongConsumer;

/**
 * Runs a law over many seeds: 50 in every build, more with {@code -Dvalise.laws.seeds=5000}, and one alone with
 * {@code -Dvalise.laws.seed=17}.
 */
final class Seeds {
    private static final int COUNT = Integer.getInteger("valise.laws.seeds", 50);
    private static final Long ONLY = Long.getLong("valise.laws.seed");

    private Seeds() {}

    /** Fails with the law's own failure, and names the seed that broke it. */
    static void each(LongConsumer law) {
        long first = ONLY == null ? 0 : ONLY;
        long end = ONLY == null ? COUNT : ONLY + 1;
        for (long seed = first; seed < end; seed++) {
            try {
                law.accept(seed);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("with seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
    }
}
