package io.valise.limits;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** HTTP/2 goes over TLS, where both sides agree on it; without TLS it is HTTP/1.1 unless the settings say otherwise. */
@ApplicationScoped
class Protocols implements HttpServerOptionsCustomizer {
    @Inject
    RequestSettings settings;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        if (!settings.h2c()) {
            options.setHttp2ClearTextEnabled(false);
        }
    }
}
