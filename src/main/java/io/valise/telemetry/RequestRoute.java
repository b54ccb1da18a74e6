package io.valise.telemetry;

import io.valise.platform.PublicPaths;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * The route of a request, as the resource declares it. The number of routes is fixed, and none contains a name or id
 * from the path.
 *
 * @param template such as {@code /api/admin/v3.0/groups/{groupId}/apps}, or one of the words below
 */
public record RequestRoute(String template, boolean isObserved) {
    /** Refused before routing: no access token, unknown path, or the service is not ready. */
    private static final RequestRoute UNMATCHED = new RequestRoute("unmatched", true);
    /** The console's files, Swagger UI and the OpenAPI document. */
    private static final RequestRoute STATIC = new RequestRoute("static", true);
    /** Health and metrics. */
    private static final RequestRoute OPERATIONS = new RequestRoute("operations", false);

    private static final String WAITING = "?wait";
    private static final String WAIT = "wait=";
    private static final String LISTING = "/values";
    /** Where the platform stores the path template of a resource method. */
    private static final String TEMPLATE = "UrlPathTemplate";

    /** Sets the route of a request that no resource answers. */
    public static void tell(RoutingContext request, String template) {
        ((HttpServerRequestInternal) request.request()).context().putLocal(TEMPLATE, template);
    }

    static RequestRoute of(RoutingContext request) {
        @Nullable
        String template =
                ((HttpServerRequestInternal) request.request()).context().getLocal(TEMPLATE);
        if (template != null) {
            return new RequestRoute(
                    template.endsWith(LISTING) && isLongPoll(request.request().query()) ? template + WAITING : template,
                    true);
        }
        if (PublicPaths.below(request).startsWith("/q/")) {
            return OPERATIONS;
        }
        return request.response().getStatusCode() < 400 ? STATIC : UNMATCHED;
    }

    /**
     * Whether the query of a listing asks to be held until something changes. Such requests are measured apart: their
     * waiting time would hide the time of the reads.
     */
    public static boolean isLongPoll(@Nullable String query) {
        return query != null && (query.startsWith(WAIT) || query.contains("&" + WAIT));
    }
}
