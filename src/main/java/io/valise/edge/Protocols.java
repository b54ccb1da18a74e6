package io.valise.edge;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * With TLS, HTTP/2 is negotiated in the handshake. Without TLS, only HTTP/1.1 is spoken unless the settings allow h2c.
 */
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
