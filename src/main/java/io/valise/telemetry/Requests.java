package io.valise.telemetry;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Assigns each request its id, and records how it ends, including when the connection is aborted. */
@ApplicationScoped
class Requests {
    private static final int BEFORE_ALL_OTHERS = 10_000;

    @Inject
    RequestTimes times;

    void register(@Observes Filters filters) {
        filters.register(this::begin, BEFORE_ALL_OTHERS);
    }

    private void begin(RoutingContext request) {
        long began = System.nanoTime();
        String id = RequestId.of(request.request().getHeader(RequestId.HEADER));
        request.response().putHeader(RequestId.HEADER, id);
        RequestFields.put(RequestFields.REQUEST, id);
        times.begin();
        ContextInternal context = (ContextInternal) Vertx.currentContext();
        request.addEndHandler(ended -> end(request, context, System.nanoTime() - began));
        request.next();
    }

    private void end(RoutingContext request, @Nullable ContextInternal context, long nanos) {
        RequestRoute route = RequestRoute.of(request);
        times.end(route, request, nanos);
        if (context != null && RequestLog.logs(request)) {
            // Run on the request's context, which holds its log fields, whichever thread ended it.
            context.dispatch(x -> RequestLog.log(route, request, nanos));
        }
    }
}
