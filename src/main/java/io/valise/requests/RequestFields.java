package io.valise.requests;

import io.smallrye.common.vertx.VertxContext;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * What each line of the log says that is written during a request: fields of the logging context, which follow the
 * request from thread to thread. Outside of a request nothing is set, so that no thread keeps what was one request's.
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

    /** Who makes the request: the id of an API key or of a runtime token. */
    public static void caller(String id) {
        put(CALLER, id);
    }

    /** The app that it is about, by its {@code _id}. */
    public static void app(String id) {
        put(APP, id);
    }

    static void put(String field, Object value) {
        if (VertxContext.isOnDuplicatedContext()) {
            MDC.put(field, value);
        }
    }
}
