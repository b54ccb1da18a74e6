package io.valise.edge;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.valise.platform.PublicPaths;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sets the response headers for browsers and caches. A response that is not a page is data: it may not be framed, and
 * no cache may store it, since it may contain secrets. The console's page may only run our own scripts and talk to this
 * service. The console's files are cached forever, since their names contain a hash of their content.
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

    private static final String BUNDLE = "/static/bundle/";
    private static final String KEPT = "public, max-age=31536000, immutable";
    private static final String ASKED_FOR = "no-cache";
    private static final String SWAGGER_UI = "/swagger-ui";

    /** The hash is that of the page's import map. {@code SecurityHeadersTest} prints the new one when it changes. */
    private static final Map<String, String> CONSOLE =
            page("default-src 'none'; script-src 'self' 'sha256-7j78A7KUmFXQ9WTZcl9Ki0HieuYGJKYBCPIa7fH6GxI=';"
                    + " style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types lit-html");

    private static final Map<String, String> SWAGGER_UI_PAGE = page("default-src 'none'; script-src 'self';"
            + " style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'");

    /** A setting of Quarkus. */
    @ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false")
    boolean isSharedAcrossOrigins;

    private static Map<String, String> page(String contentPolicy) {
        return Map.of(
                "Content-Security-Policy",
                contentPolicy,
                "X-Content-Type-Options",
                "nosniff",
                "X-Frame-Options",
                "DENY",
                "Referrer-Policy",
                "no-referrer",
                "Cross-Origin-Opener-Policy",
                "same-origin",
                "Cross-Origin-Resource-Policy",
                "same-origin",
                "Permissions-Policy",
                "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, Admission.EARLY + 2);
    }

    private void add(RoutingContext context) {
        MultiMap headers = context.response().headers();
        String path = PublicPaths.below(context);
        if (path.startsWith(BUNDLE)) {
            headers.addAll(CONSOLE).set(HttpHeaders.CACHE_CONTROL, KEPT);
        } else if (path.equals("/") || path.equals("/index.html")) {
            headers.addAll(CONSOLE).set(HttpHeaders.CACHE_CONTROL, ASKED_FOR);
        } else if (path.startsWith(SWAGGER_UI)) {
            headers.addAll(SWAGGER_UI_PAGE).set(HttpHeaders.CACHE_CONTROL, ASKED_FOR);
        } else {
            headers.set(TYPE_OPTIONS, NOSNIFF)
                    .set(CONTENT_POLICY, NO_PAGE)
                    .set(REFERRER_POLICY, NO_REFERRER)
                    .set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
        // The response depends on the request's origin (RFC 9110, 12.5.5).
        if (isSharedAcrossOrigins) {
            headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
        // RFC 6797 forbids this header without TLS.
        if (context.request().isSSL()) {
            headers.set(TRANSPORT, YEAR);
        }
        context.next();
    }
}
