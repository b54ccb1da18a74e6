package io.valise.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures how long requests take, by route and status, under the metric name that Quarkus dashboards use.
 *
 * <p>The platform's own binder is disabled. It labels requests that are aborted, or refused before routing, with their
 * path, and accepts any word as a method. Labels would then contain names, and anybody could create any number of them.
 */
@ApplicationScoped
class RequestTimes {
    /** The connection was closed before the response was complete: the usual end of a stream. */
    private static final String CUT_OFF = "cut_off";

    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final LongAdder active = new LongAdder();

    @Inject
    MeterRegistry meters;

    private record Key(String method, String template, int status, boolean whole) {}

    void register(@Observes StartupEvent start) {
        Gauge.builder("http.server.active.requests", active, LongAdder::sum)
                .description("Requests under way, including streams and long polls")
                .register(meters);
    }

    void begin() {
        active.increment();
    }

    void end(RequestRoute route, RoutingContext request, long nanos) {
        active.decrement();
        if (route.isObserved()) {
            Key key = new Key(
                    Methods.known(request.request().method()),
                    route.template(),
                    request.response().getStatusCode(),
                    request.response().ended());
            timers.computeIfAbsent(key, this::timer).record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(Key key) {
        return Timer.builder("http.server.requests")
                .description("Time to answer a request")
                .tag("method", key.method)
                .tag("uri", key.template)
                .tag("status", key.whole ? Integer.toString(key.status) : CUT_OFF)
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(meters);
    }
}
