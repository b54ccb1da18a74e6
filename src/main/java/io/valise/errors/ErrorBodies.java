package io.valise.errors;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Makes the body of an error's answer. It is created with the first error: beans that are created before the service
 * has read its settings can use it.
 */
@ApplicationScoped
class ErrorBodies {
    private final ErrorSettings settings;

    ErrorBodies(ErrorSettings settings) {
        this.settings = settings;
    }

    ErrorBody of(ApiException failure) {
        String code = failure.code().name();
        return new ErrorBody(
                failure.getMessage(),
                code,
                settings.documentation() + "#" + code,
                failure.details(),
                failure.conflicts(),
                failure.revision());
    }
}
