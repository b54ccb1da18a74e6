package io.valise.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PerMinuteTest {
    private static final class Refusal extends RuntimeException {
        private final long seconds;

        Refusal(long seconds) {
            this.seconds = seconds;
        }
    }

    private Instant now = Instant.parse("2026-11-28T10:00:00Z");
    private final PerMinute<String> uses = new PerMinute<>(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    /** How many uses in a row are allowed before one is refused. */
    private int letIn(String who) {
        for (int count = 0; ; count++) {
            try {
                uses.count(who, 20, Refusal::new);
            } catch (Refusal refusal) {
                assertThat(refusal.seconds).isEqualTo(3);
                return count;
            }
        }
    }

    @Test
    void each_key_has_an_allowance_of_its_own() {
        assertThat(letIn("one")).isEqualTo(20);
        assertThat(letIn("one")).isZero();
        assertThat(letIn("another")).isEqualTo(20);
    }

    @Test
    void the_allowance_refills_evenly_up_to_its_maximum() {
        assertThat(letIn("one")).isEqualTo(20);
        now = now.plusSeconds(3);
        assertThat(letIn("one")).isEqualTo(1);
        now = now.plusSeconds(30);
        assertThat(letIn("one")).isEqualTo(10);
        now = now.plus(Duration.ofHours(2));
        assertThat(letIn("one")).isEqualTo(20);
    }
}
