package io.valise.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class PreviewsTest {
    private Instant now = Instant.ofEpochSecond(1_795_424_400);
    private final Previews previews = new Previews(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    });

    @Test
    void each_user_has_a_limit_per_minute() {
        ObjectId user = new ObjectId();
        for (int i = 0; i < Previews.MOST; i++) {
            previews.count(user);
        }
        assertThatThrownBy(() -> previews.count(user))
                .satisfies(failure -> assertThat(ApiException.is(failure, ErrorCode.TooManyRequests))
                        .isTrue());
        previews.count(new ObjectId());
        now = now.plusSeconds(60);
        previews.count(user);
    }
}
