package io.valise.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    static java.util.stream.Stream<Random> seeds() {
        return java.util.stream.LongStream.range(0, 200).mapToObj(Random::new);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_delay_never_shrinks_with_another_failure_or_exceeds_the_longest(Random random) {
        int free = 1 + random.nextInt(20);
        Failures failures = Failures.first(NOW);
        Duration before = Duration.ZERO;
        for (int i = 1; i < 200; i++) {
            Duration delay = failures.delay(free, LONGEST, NOW);
            assertThat(delay).isBetween(before, LONGEST);
            assertThat(delay.isZero()).isEqualTo(i < free);
            before = delay;
            failures = failures.another(NOW);
        }
        assertThat(before).isEqualTo(LONGEST);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_delay_gets_shorter_as_time_passes(Random random) {
        Failures failures = new Failures(1 + random.nextInt(30), NOW);
        Duration whole = failures.delay(5, LONGEST, NOW);
        Duration passed = Duration.ofSeconds(random.nextInt(600));
        Duration left = whole.minus(passed);
        assertThat(failures.delay(5, LONGEST, NOW.plus(passed))).isEqualTo(left.isNegative() ? Duration.ZERO : left);
    }

    @Test
    void it_doubles_from_one_second() {
        assertThat(java.util.stream.IntStream.rangeClosed(4, 9)
                        .mapToObj(count ->
                                new Failures(count, NOW).delay(5, LONGEST, NOW).toSeconds()))
                .containsExactly(0L, 1L, 2L, 4L, 8L, 16L);
    }
}
