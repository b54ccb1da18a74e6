package io.valise.telemetry;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request an id, the caller's own if it sends a usable one, and answers it; and writes one line to the log
 * for each request of the admin API, with its route and not its path, in which there may be names.
 */
@ApplicationScoped
class Requests {
    private static final Logger LOG = Logger.getLogger("io.valise.requests");

    private static final int FIRST = 3_000;
    private static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    /** Reads at run time are many and short: they have an id if their program gives them one. */
    private static final String HOT = "/api/client/";

    private static final String LOGGED = "/api/admin/";
    /** Where Quarkus leaves the route's template, for its own metrics. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private final String instance;
    private final AtomicLong number = new AtomicLong();

    Requests(SecureRandom random) {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        instance = HexFormat.of().formatHex(bytes) + "-";
    }

    void register(@Observes Filters filters) {
        filters.register(this::begin, FIRST);
    }

    private void begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        @Nullable String given = request.getHeader(HEADER);
        if (given == null && request.path().startsWith(HOT)) {
            context.next();
            return;
        }
        String id = id(given);
        context.response().putHeader(HEADER, id);
        MDC.put(LogFields.REQUEST, id);
        if (request.path().startsWith(LOGGED) && LOG.isInfoEnabled()) {
            long began = System.nanoTime();
            context.addEndHandler(ended -> log(context, (System.nanoTime() - began) / 1_000_000));
        }
        context.next();
    }

    private String id(@Nullable String given) {
        return given != null && USABLE.matcher(given).matches()
                ? given
                : instance + Long.toString(number.incrementAndGet(), Character.MAX_RADIX);
    }

    private static void log(RoutingContext context, long millis) {
        @Nullable
        String template =
                ((HttpServerRequestInternal) context.request()).context().getLocal(TEMPLATE);
        LOG.infof(
                "%s %s %d in %d ms",
                context.request().method(),
                template == null ? "(no route)" : template,
                context.response().getStatusCode(),
                millis);
    }
}
