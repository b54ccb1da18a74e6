package io.valise.edge;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.platform.PublicPaths;
import io.valise.telemetry.RequestRoute;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests are handled at once. Requests over the limit are answered 429 at almost no cost, so a load
 * spike slows the service down instead of bringing it down. Probes and metrics are always admitted.
 */
@ApplicationScoped
class Admission {
    /** After the filters that set a request's path, id and headers; before all others. */
    static final int EARLY = 2_000;

    private static final String PROGRAMS = "/api/client/";
    /** After the route of {@code WarmReads}. */
    private static final int BEFORE_THE_RESOURCES = -1;

    private static final String OPERATIONS = "/q/";
    private static final int RETRY_AFTER_SECONDS = 1;

    private final AtomicInteger underWay = new AtomicInteger();

    @Inject
    RequestSettings settings;

    /** Touches {@link Refused} so that the counters of all limits exist from the start. */
    void measure(@Observes StartupEvent start, MeterRegistry meters) {
        Refused.values();
        Gauge.builder("valise.requests.under.way", underWay, AtomicInteger::get)
                .description("Requests under way, excluding held ones")
                .register(meters);
    }

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (PublicPaths.below(context).startsWith(PROGRAMS)) {
                        context.next();
                    } else {
                        admit(context);
                    }
                },
                EARLY);
    }

    /**
     * Run-time reads are counted here, after {@code WarmReads}: those answered from memory take no time and need no
     * limit.
     */
    void register(@Observes Router router) {
        router.route(PROGRAMS + "*").order(BEFORE_THE_RESOURCES).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = PublicPaths.below(context);
        if (path.startsWith(OPERATIONS) || mayBeHeld(path, request.query())) {
            context.next();
            return;
        }
        if (underWay.incrementAndGet() > settings.most()) {
            underWay.decrementAndGet();
            Refused.REQUESTS.count();
            context.fail(new ApiException(ErrorCode.TooManyRequests, "too many requests are under way; try again later")
                    .withRetryAfter(RETRY_AFTER_SECONDS));
            return;
        }
        context.addEndHandler(ended -> underWay.decrementAndGet());
        context.next();
    }

    /** Event streams and long polls of the listing. They are counted where they wait. */
    private static boolean mayBeHeld(String path, @Nullable String query) {
        return path.startsWith(PROGRAMS)
                && (path.endsWith("/events") || (path.endsWith("/values") && RequestRoute.isLongPoll(query)));
    }
}
