package io.valise.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.valise.errors.ApiException;
import io.valise.errors.BareReply;
import io.valise.errors.ErrorCode;
import io.valise.errors.HttpErrors;
import io.valise.platform.PublicPaths;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first filter. It normalises the path of every request, so that filters, limits, logs and routes all see the same
 * path. It refuses a request that another server on the way could interpret differently, and closes its connection.
 */
@ApplicationScoped
class Entrance {
    private static final int BEFORE_ALL_OTHERS = 20_000;
    /** By now the request has its id and the headers that every response carries. */
    private static final int BEFORE_IT_COUNTS = Admission.EARLY + 1;

    private static final String REFUSED = Entrance.class.getName();

    void register(@Observes Filters filters) {
        filters.register(Entrance::findPath, BEFORE_ALL_OTHERS);
        filters.register(Entrance::refuse, BEFORE_IT_COUNTS);
    }

    private static void findPath(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == null) {
            BareReply.badRequest(request);
            return;
        }
        String path = request.path();
        String mount = PublicPaths.mount(context);
        if (!mount.isEmpty() && path.equals(mount)) {
            HeadTimer.stop(context);
            // The page has relative addresses. This one is relative, too: the client's path may have another prefix.
            context.redirect(path.substring(path.lastIndexOf('/') + 1) + "/");
            return;
        }
        @Nullable String normal = RequestPath.normal(path, mount + RequestPath.API);
        if (normal == null) {
            context.put(REFUSED, "the path of the request has a form that is not accepted");
        } else if (!normal.equals(path)) {
            @Nullable String query = request.query();
            // Restarts with the first filter.
            context.reroute(request.method(), query == null ? normal : normal + '?' + query);
            return;
        } else if (isAmbiguous(request)) {
            context.put(REFUSED, "the request is not well-formed HTTP");
        }
        HeadTimer.stop(context);
        context.next();
    }

    private static void refuse(RoutingContext context) {
        @Nullable String reason = context.get(REFUSED);
        if (reason == null) {
            context.next();
            return;
        }
        HttpErrors.closeAfter(context);
        context.fail(new ApiException(ErrorCode.BadRequest, reason));
    }

    /** Accepted by the decoder, but another server on the way may parse it as a different request (RFC 9112, 11.2). */
    private static boolean isAmbiguous(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        boolean isChunkedOrNone = codings.isEmpty()
                || (codings.size() == 1 && HttpHeaders.CHUNKED.toString().equalsIgnoreCase(codings.get(0)));
        return !isChunkedOrNone || headers.getAll(HttpHeaders.HOST).size() > 1 || headers.contains("");
    }
}
