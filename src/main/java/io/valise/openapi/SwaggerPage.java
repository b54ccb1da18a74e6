package io.valise.openapi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * The page of Swagger UI. The platform's page has absolute addresses, which are wrong behind a proxy that serves the
 * service under a prefix, and inline scripts. The other files are the platform's.
 */
@Singleton
class SwaggerPage {
    private static final String FOLDER = "/swagger-ui";
    private static final String PAGE = "META-INF/resources/swagger-ui/start.html";
    private static final int BEFORE_THE_PLATFORM = -1;

    void register(@Observes Router router) {
        for (String path : new String[] {FOLDER, FOLDER + "/index.html"}) {
            router.route(path)
                    .method(HttpMethod.GET)
                    .method(HttpMethod.HEAD)
                    .order(BEFORE_THE_PLATFORM)
                    .handler(SwaggerPage::answer);
        }
    }

    private static void answer(RoutingContext context) {
        if (context.request().path().endsWith(FOLDER)) {
            // Relative to the client's address, whatever its prefix is.
            context.redirect(FOLDER.substring(1) + "/");
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=utf-8")
                .end(Buffer.buffer(DocumentFile.read(PAGE)));
    }
}
