package io.valise.telemetry;

import io.vertx.core.http.HttpMethod;
import java.util.Set;

/** Maps unknown methods to one word, since clients can send any word as a method. */
final class Methods {
    private static final Set<String> KNOWN = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private Methods() {}

    static String known(HttpMethod method) {
        return KNOWN.contains(method.name()) ? method.name() : "OTHER";
    }
}
