package io.valise.auth;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The clock of every test, in place of the service's own: the system's time until a test moves or stops it. */
@Singleton
public class TestClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;
    private volatile @Nullable Instant stopped;

    public void advance(Duration by) {
        Instant standing = stopped;
        if (standing == null) {
            ahead = ahead.plus(by);
        } else {
            stopped = standing.plus(by);
        }
    }

    /** From now on, only {@link #advance} moves the time, however slow the machine is. */
    public void stop() {
        stopped = instant();
    }

    public void reset() {
        stopped = null;
        ahead = Duration.ZERO;
    }

    @Override
    public Instant instant() {
        Instant standing = stopped;
        return standing == null ? Instant.now().plus(ahead) : standing;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
