package io.valise.errors;

import io.valise.platform.PublicPaths;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Makes the body of an error's answer. It is created with the first error: beans that are created before the service
 * has read its settings can use it.
 */
@ApplicationScoped
class ErrorBodies {
    private final ErrorSettings settings;
    private final PublicPaths paths;

    ErrorBodies(ErrorSettings settings, PublicPaths paths) {
        this.settings = settings;
        this.paths = paths;
    }

    ErrorBody of(ApiException failure, HttpServerRequest request) {
        String page = settings.documentation();
        return new ErrorBody(
                failure.getMessage(),
                failure.code().name(),
                link(page.startsWith("/") ? paths.of(request, page) : page, failure.code()),
                failure.details(),
                failure.conflicts(),
                failure.revision());
    }

    static String link(String page, ErrorCode code) {
        return page + "#" + code.name();
    }
}
