package io.valise.requests;

import io.vertx.core.http.HttpMethod;
import java.util.Set;

/** Anybody can send any word as a method: those that nobody knows are one. */
final class Methods {
    private static final Set<String> KNOWN = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private Methods() {}

    static String known(HttpMethod method) {
        return KNOWN.contains(method.name()) ? method.name() : "OTHER";
    }
}
