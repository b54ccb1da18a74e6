package io.valise.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.Locale;

/** Requests that a limit has turned down, each limit counted by itself. */
public enum Refused {
    /** Too many under way. */
    REQUESTS,
    /** Too many held. */
    HELD,
    /** Too many log-ins that failed. */
    SIGN_IN,
    /** Not here in time. */
    ARRIVAL;

    private final Counter counter = Counter.builder("valise.requests.refused")
            .description("Requests that a limit has turned down")
            .tag("limit", name().toLowerCase(Locale.ROOT))
            .register(Metrics.globalRegistry);

    public void count() {
        counter.increment();
    }
}
