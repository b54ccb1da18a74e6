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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code docs/errors.md} as a page, at the path that errors link to by default. {@code ErrorPageSourceTest} makes
 * the page from the Markdown file.
 */
@Singleton
class ErrorPage {
    static final String PATH = "/docs/errors";

    /** The build puts files in this folder into the native executable, too. */
    private static final String FILE = "/META-INF/resources/docs/errors.html";

    private final String page = read();

    /** The page has one style sheet in it and nothing else that a browser loads or runs. */
    private final String contentPolicy =
            "default-src 'none'; style-src 'sha256-" + hashOfStyle(page) + "'; frame-ancestors 'none'";

    void register(@Observes Router router) {
        router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::answer);
        router.route(PATH)
                .method(HttpMethod.OPTIONS)
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS")
                        .end());
    }

    private void answer(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", contentPolicy)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=utf-8")
                .end(page);
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

    private static String hashOfStyle(String html) {
        String opening = "<style>";
        String style = html.substring(html.indexOf(opening) + opening.length(), html.indexOf("</style>"));
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(sha256.digest(style.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
