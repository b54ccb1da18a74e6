package io.valise.limits;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in, as many at once as the settings say; more are told to come again, which costs next to nothing, so
 * that a crowd slows the service down and does not end it. Probes and metrics are always let in.
 */
@ApplicationScoped
class Admission {
    /** Before all but the filter that gives a request its id. */
    static final int EARLY = 2_000;

    private static final String PROGRAMS = "/api/client/";
    /** And after the route of {@code WarmReads}. */
    private static final int BEFORE_THE_RESOURCES = -1;

    private static final String WAIT = "wait=";
    private static final String OPERATIONS = "/q/";
    private static final int RETRY_AFTER_SECONDS = 1;

    private final AtomicInteger underWay = new AtomicInteger();

    @Inject
    RequestSettings settings;

    /** With the counters of all limits: they are there from the start. */
    void measure(@Observes StartupEvent start, MeterRegistry meters) {
        Refused.values();
        Gauge.builder("valise.requests.under.way", underWay, AtomicInteger::get)
                .description("Requests under way, without those that are held")
                .register(meters);
    }

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (context.normalizedPath().startsWith(PROGRAMS)) {
                        context.next();
                    } else {
                        admit(context);
                    }
                },
                EARLY);
    }

    /** What programs ask is counted once it is clear that it was not answered from memory, which takes no time. */
    void register(@Observes Router router) {
        router.route(PROGRAMS + "*").order(BEFORE_THE_RESOURCES).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = context.normalizedPath();
        if (path.startsWith(OPERATIONS) || mayBeHeld(path, request.query())) {
            context.next();
            return;
        }
        if (underWay.incrementAndGet() > settings.most()) {
            underWay.decrementAndGet();
            Refused.REQUESTS.count();
            context.fail(new ApiException(
                            ErrorCode.TooManyRequests, "the service has as many requests under way as it takes at once")
                    .withRetryAfter(RETRY_AFTER_SECONDS));
            return;
        }
        context.addEndHandler(ended -> underWay.decrementAndGet());
        context.next();
    }

    /** A stream, or a listing's long poll: what waits on purpose is counted where it waits. */
    private static boolean mayBeHeld(String path, @Nullable String query) {
        return path.startsWith(PROGRAMS)
                && (path.endsWith("/events")
                        || (path.endsWith("/values")
                                && query != null
                                && (query.startsWith(WAIT) || query.contains("&" + WAIT))));
    }
}
