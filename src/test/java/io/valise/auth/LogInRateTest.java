package io.valise.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class LogInRateTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private final LogInRate rate = new LogInRate();
    private final ObjectId key = new ObjectId();

    LogInRateTest() {
        at(Duration.ZERO);
    }

    private void at(Duration later) {
        rate.clock = Clock.fixed(NOW.plus(later), ZoneOffset.UTC);
    }

    /** How many log-ins are let in, one after the other, before one is refused. */
    private int letIn(ObjectId whose) {
        for (int count = 0; ; count++) {
            try {
                rate.count(whose, 20);
            } catch (ApiException refusal) {
                assertThat(refusal.code()).isEqualTo(ErrorCode.TooManyAttempts);
                assertThat(refusal.retryAfter()).isEqualTo(3);
                return count;
            }
        }
    }

    @Test
    void lets_in_so_many_of_each_key() {
        assertThat(letIn(key)).isEqualTo(20);
        assertThat(letIn(key)).isZero();
        assertThat(letIn(new ObjectId())).isEqualTo(20);
    }

    @Test
    void comes_back_evenly_and_never_beyond_the_whole() {
        assertThat(letIn(key)).isEqualTo(20);
        at(Duration.ofSeconds(3));
        assertThat(letIn(key)).isEqualTo(1);
        at(Duration.ofSeconds(33));
        assertThat(letIn(key)).isEqualTo(10);
        at(Duration.ofHours(2));
        assertThat(letIn(key)).isEqualTo(20);
    }
}
