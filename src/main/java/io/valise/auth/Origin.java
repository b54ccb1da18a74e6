package io.valise.auth;

import org.jspecify.annotations.Nullable;

/** From what kind of client a change came; a deployment shows it. */
public enum Origin {
    API,
    CLI,
    UI;

    /** The header in which a client names itself. */
    public static final String HEADER = "X-Baas-Request-Origin";

    static Origin of(@Nullable String header) {
        if ("mongodb-baas-cli".equals(header)) {
            return CLI;
        }
        return "valise-console".equals(header) ? UI : API;
    }
}
