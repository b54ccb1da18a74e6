package io.valise.telemetry;

import io.valise.platform.PublicPaths;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Logs one line per API request in the category {@code valise.requests}: run-time reads at DEBUG, all others at INFO.
 * Requests for health, metrics and the console's files are not logged.
 */
final class RequestLog {
    private static final Logger LOG = Logger.getLogger("valise.requests");
    private static final String API = "/api/";
    private static final String RUNTIME = "/api/client/";

    private RequestLog() {}

    static boolean logs(RoutingContext request) {
        String path = PublicPaths.below(request);
        return path.startsWith(API) && LOG.isEnabled(level(path));
    }

    private static Logger.Level level(String path) {
        return path.startsWith(RUNTIME) ? Logger.Level.DEBUG : Logger.Level.INFO;
    }

    /** Also sets the parts as fields, for JSON logs. */
    static void log(RequestRoute route, RoutingContext request, long nanos) {
        String method = Methods.known(request.request().method());
        int status = request.response().getStatusCode();
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        RequestFields.put("method", method);
        RequestFields.put("route", route.template());
        RequestFields.put("status", status);
        RequestFields.put("milliseconds", millis);
        LOG.logf(level(PublicPaths.below(request)), "%s %s %d %d ms", method, route.template(), status, millis);
    }
}
