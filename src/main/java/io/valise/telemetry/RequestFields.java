package io.valise.telemetry;

import io.smallrye.common.vertx.VertxContext;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Fields of the logging context, added to each log line that is written during a request. They follow the request
 * across threads. Outside a request nothing is set, so that no field leaks into another request.
 */
public final class RequestFields {
    static final String REQUEST = "requestId";
    static final String CALLER = "callerId";
    static final String APP = "appId";

    private RequestFields() {}

    /** The request's id; null outside of a request. */
    public static @Nullable String requestId() {
        return VertxContext.isOnDuplicatedContext() && MDC.get(REQUEST) instanceof String id ? id : null;
    }

    /** The caller: the id of an API key or a runtime token. */
    public static void caller(String id) {
        put(CALLER, id);
    }

    /** The {@code _id} of the app that the request is about. */
    public static void app(String id) {
        put(APP, id);
    }

    static void put(String field, Object value) {
        if (VertxContext.isOnDuplicatedContext()) {
            MDC.put(field, value);
        }
    }
}
