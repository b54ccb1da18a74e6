package io.valise.audit;

import org.jspecify.annotations.Nullable;

/** The kind of client that a request comes from; deployments and audit records show it. */
public enum Origin {
    API,
    CLI,
    UI,
    VALISE;

    /** The header in which a client names itself. */
    public static final String HEADER = "X-Baas-Request-Origin";

    static Origin of(@Nullable String header) {
        if (header == null) {
            return API;
        }
        return switch (header) {
            case "mongodb-baas-cli" -> CLI;
            case "valise-console" -> UI;
            case "valise-cli" -> VALISE;
            default -> API;
        };
    }
}
