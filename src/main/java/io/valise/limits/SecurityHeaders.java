package io.valise.limits;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What browsers and caches are told of each answer of the API: it is data for a program, no page, in no frame. What is
 * read may hold secrets, so no cache on the way may keep it. The console's own headers are in application.properties.
 */
@ApplicationScoped
class SecurityHeaders {
    private static final CharSequence TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence CONTENT_POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence NO_PAGE =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence TRANSPORT = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence YEAR = HttpHeaders.createOptimized("max-age=31536000");

    void register(@Observes Filters filters) {
        filters.register(SecurityHeaders::add, Admission.EARLY + 1);
    }

    private static void add(RoutingContext context) {
        MultiMap headers = context.response().headers();
        String path = context.request().path();
        if (path.startsWith("/api/") || path.startsWith("/q/") || path.startsWith("/openapi")) {
            headers.set(TYPE_OPTIONS, NOSNIFF)
                    .set(CONTENT_POLICY, NO_PAGE)
                    .set(REFERRER_POLICY, NO_REFERRER)
                    .set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
        // RFC 6797 forbids to say so where there is no TLS.
        if (context.request().isSSL()) {
            headers.set(TRANSPORT, YEAR);
        }
        context.next();
    }
}
