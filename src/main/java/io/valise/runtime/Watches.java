package io.valise.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.valise.edge.Refused;
import io.valise.edge.RequestSettings;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

/** The requests that are held until something happens to their app. */
@ApplicationScoped
class Watches {
    /** A held request. Called from any thread; must not block. */
    interface Watch {
        Grant grant();

        /** A newer revision is now served. */
        void newer(long revision);

        /** Nothing more will happen: the token or the app is gone, or the service is shutting down. */
        void over();
    }

    private static final Logger LOG = Logger.getLogger(Watches.class);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final Map<ObjectId, Set<Watch>> held = new ConcurrentHashMap<>();
    /** The revision that was last announced, for each watched app. */
    private final Map<ObjectId, Long> announced = new ConcurrentHashMap<>();

    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closing;

    @Inject
    RequestSettings settings;

    @Inject
    Clock clock;

    void register(@Observes StartupEvent start, MeterRegistry meters) {
        gauge("event_stream", EventStream.class, meters);
        gauge("long_poll", LongPolls.Poll.class, meters);
    }

    private void gauge(String kind, Class<? extends Watch> type, MeterRegistry meters) {
        Gauge.builder("valise.requests.held", this, watches -> watches.count(type))
                .description("Open event streams and long polls")
                .tag("kind", kind)
                .register(meters);
    }

    private long count(Class<? extends Watch> type) {
        return held.values().stream()
                .flatMap(Collection::stream)
                .filter(type::isInstance)
                .count();
    }

    /** Throws {@code TooManyRequests} if the limit on held requests is reached. */
    void requireRoom() {
        if (count.get() >= settings.held()) {
            Refused.HELD.count();
            throw new ApiException(
                            ErrorCode.TooManyRequests,
                            "too many event streams and long polls are open; try again later")
                    .withRetryAfter(RETRY_AFTER_SECONDS);
        }
    }

    void add(Watch watch) {
        count.incrementAndGet();
        held.compute(watch.grant().app, (app, watches) -> {
            Set<Watch> all = watches == null ? ConcurrentHashMap.newKeySet() : watches;
            all.add(watch);
            return all;
        });
        if (closing) {
            watch.over();
        }
    }

    void remove(Watch watch) {
        held.computeIfPresent(watch.grant().app, (app, watches) -> {
            if (watches.remove(watch)) {
                count.decrementAndGet();
            }
            if (watches.isEmpty()) {
                announced.remove(app);
            }
            return watches.isEmpty() ? null : watches;
        });
    }

    Set<ObjectId> apps() {
        return held.keySet();
    }

    /** Whether a watch of the app has not been told about this revision. */
    boolean awaits(ObjectId app, long revision) {
        return held.containsKey(app) && announced.getOrDefault(app, -1L) < revision;
    }

    void announce(ObjectId app, long revision) {
        Set<Watch> told = held.computeIfPresent(app, (watched, watches) -> {
            announced.merge(app, revision, Math::max);
            return watches;
        });
        (told == null ? Set.<Watch>of() : told).forEach(watch -> {
            try {
                watch.newer(revision);
            } catch (RuntimeException failure) {
                LOG.debugf("A held request could not be notified: %s", failure.getMessage());
            }
        });
    }

    void appGone(ObjectId app) {
        held.getOrDefault(app, Set.of()).forEach(Watch::over);
    }

    /** Ends the watches whose token has been revoked or has expired. */
    void endInvalid() {
        each(watch -> {
            if (watch.grant().isOver(clock)) {
                watch.over();
            }
        });
    }

    void each(Consumer<Watch> step) {
        held.values().stream().flatMap(Collection::stream).forEach(step);
    }

    void shutDown(@Observes ShutdownDelayInitiatedEvent event) {
        closing = true;
        each(Watch::over);
    }
}
