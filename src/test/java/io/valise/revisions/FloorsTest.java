package io.valise.revisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revision numbers after a restore. */
@OnAnyStore
@QuarkusTest
@InProcess("the clock that tests move")
class FloorsTest {
    @Inject
    Given given;

    @Inject
    Floors floors;

    @Inject
    TestClock clock;

    @BeforeEach
    void theStartIsDone() {
        assertThat(given.accessToken()).isNotEmpty();
    }

    @AfterEach
    void noneWasRestored() {
        await(Floor.deleteAll().chain(floors::load));
        clock.reset();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void instances_raise_the_floor_of_a_restore_only_once() {
        await(Uni.join()
                .all(floors.raise("one"), floors.raise("one"), floors.raise("one"))
                .andFailFast());
        List<Floor> raised = await(Floor.listAll());
        assertThat(raised).hasSize(1);
        long after = floors.after(0);
        await(floors.raise("one"));
        assertThat(floors.after(0)).isEqualTo(after);
        assertThat(after).isEqualTo(raised.get(0).number + 1);
    }

    @Test
    void without_a_restore_there_is_no_gap() {
        assertThat(floors.after(0)).isEqualTo(1);
        assertThat(floors.after(57)).isEqualTo(58);
    }

    @Test
    void after_a_restore_revisions_continue_above_its_time() {
        long before = clock.millis();
        await(floors.raise("one"));
        long next = floors.after(57);
        assertThat(next).isGreaterThan(before);
        assertThat(floors.after(next)).isEqualTo(next + 1);
        assertThat(await(floors.has("one"))).isTrue();

        clock.advance(Duration.ofMinutes(1));
        assertThat(await(floors.has("two"))).isFalse();
        await(floors.raise("two"));
        assertThat(floors.after(57)).isGreaterThanOrEqualTo(next + 60_000);
    }

    @Test
    void a_floor_that_was_not_signed_here_is_ignored() {
        Floor forged = new Floor();
        forged.id = "forged";
        forged.number = Long.MAX_VALUE;
        forged.signature = new byte[37];
        await(forged.<Floor>persist().chain(floors::load));
        assertThat(floors.after(57)).isEqualTo(58);
        assertThat(await(floors.has("forged"))).isFalse();
        await(floors.raise("forged"));
        assertThat(floors.after(57)).isBetween(1L, clock.millis() + 1);
        assertThat(await(floors.has("forged"))).isTrue();
    }

    @Test
    void a_clock_that_is_behind_an_earlier_restore_is_refused() {
        clock.advance(Duration.ofHours(1));
        await(floors.raise("one"));
        clock.reset();
        assertThatThrownBy(() -> await(floors.raise("two")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("set the clock");
    }
}
