package io.valise.errors;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code docs/errors.md} as a page, at the path that errors link to by default. {@code ErrorPageSourceTest}
 * makes the page from the Markdown file.
 */
@Singleton
class ErrorPage {
    /** The build puts files in this folder into the native executable, too. */
    private static final String FILE = "/META-INF/resources/docs/errors.html";

    /**
     * The page has one style sheet, allowed by its hash, and nothing else that a browser loads or runs.
     * {@code ErrorPageTest} prints the new hash when it changes.
     */
    private static final String CONTENT_POLICY = "default-src 'none';"
            + " style-src 'sha256-bDGP7ag+drbS+aeyhVrATkibpzJHifkcj1RK1P+inq0='; frame-ancestors 'none'";

    /** Read on the first request. Requests at the same time may each read it. */
    private volatile @Nullable String page;

    void register(@Observes Router router) {
        router.route(ErrorSettings.PAGE)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::answer);
        router.route(ErrorSettings.PAGE)
                .method(HttpMethod.OPTIONS)
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS")
                        .end());
    }

    private void answer(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", CONTENT_POLICY)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=utf-8")
                .end(page());
    }

    private String page() {
        @Nullable String known = page;
        if (known == null) {
            known = read();
            page = known;
        }
        return known;
    }

    private static String read() {
        try (@Nullable InputStream file = ErrorPage.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing in the build");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
