package io.valise.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RacesTest {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final AtomicInteger attempts = new AtomicInteger();

    private Uni<Integer> won(int at) {
        return Races.rerun(
                Uni.createFrom().item(attempts::incrementAndGet).invoke(attempt -> {
                    if (attempt % at != 0) {
                        throw new Races.Lost(new ApiException(ErrorCode.StoreUnavailable, "crowded"));
                    }
                }),
                3,
                PAUSE,
                PAUSE.multipliedBy(4));
    }

    @Test
    void an_attempt_is_made_again_until_it_is_not_lost() {
        assertThat(won(3).await().indefinitely()).isEqualTo(3);
    }

    @Test
    void after_the_last_attempt_the_caller_is_told_why() {
        assertThatThrownBy(() -> won(4).await().indefinitely())
                .isInstanceOf(ApiException.class)
                .hasMessage("crowded");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void attempts_are_counted_anew_for_each_caller() {
        Uni<Integer> twice = won(3);

        assertThat(twice.await().indefinitely()).isEqualTo(3);
        assertThat(twice.await().indefinitely()).isEqualTo(6);
    }

    @Test
    void any_other_failure_ends_it() {
        Uni<Integer> failing = Uni.createFrom()
                .item(attempts::incrementAndGet)
                .onItem()
                .failWith(attempt -> new IllegalStateException("no race"));

        assertThatThrownBy(() -> Races.rerun(failing, 3, PAUSE, PAUSE).await().indefinitely())
                .hasMessage("no race");
        assertThat(attempts).hasValue(1);
    }
}
