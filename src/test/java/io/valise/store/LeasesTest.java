package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.TestClock;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnAnyStore
@QuarkusTest
@InProcess("several holders, and the time that it wants")
class LeasesTest {
    private static final Duration TIME = Duration.ofMinutes(10);

    @Inject
    TestClock clock;

    private final String work = "work " + new ObjectId();

    @AfterEach
    void now() {
        clock.reset();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    private boolean takes(Leases holder) {
        return await(holder.take(work, TIME));
    }

    @Test
    void a_holder_has_it_until_it_expires() {
        Leases one = new Leases(clock);
        Leases other = new Leases(clock);
        assertThat(takes(one)).isTrue();
        assertThat(takes(other)).isFalse();
        clock.advance(TIME.minusSeconds(1));
        await(one.keep(work, TIME));
        clock.advance(TIME.minusSeconds(1));
        assertThat(takes(other)).isFalse();
        clock.advance(Duration.ofSeconds(2));
        assertThat(takes(other)).isTrue();
        assertThat(takes(one)).isFalse();
        assertThatThrownBy(() -> await(one.keep(work, TIME)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("another instance has taken over");
    }

    @Test
    void only_one_of_many_gets_it() {
        List<Uni<Boolean>> tries = Stream.generate(() -> new Leases(clock))
                .limit(10)
                .map(holder -> holder.take(work, TIME))
                .toList();
        assertThat(await(Uni.join().all(tries).andFailFast())).containsOnlyOnce(true);
    }

    @Test
    void a_wrong_clock_does_not_block_it_for_long() {
        clock.advance(Duration.ofDays(400));
        assertThat(takes(new Leases(clock))).isTrue();
        clock.reset();
        assertThat(takes(new Leases(clock))).isTrue();
    }
}
