package io.valise.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.Locale;

/** Counters of the requests that each limit has rejected. */
public enum Refused {
    /** Too many requests under way. */
    REQUESTS,
    /** Too many held requests. */
    HELD,
    /** Too many failed log-ins. */
    SIGN_IN,
    /** The request did not arrive in time. */
    ARRIVAL;

    private final Counter counter = Counter.builder("valise.requests.refused")
            .description("Requests rejected by a limit")
            .tag("limit", name().toLowerCase(Locale.ROOT))
            .register(Metrics.globalRegistry);

    public void count() {
        counter.increment();
    }
}
