package io.valise.telemetry;

import org.bson.types.ObjectId;
import org.jboss.logging.MDC;

/** The fields of each line of the log that is written on behalf of a request, from when they are known. */
public final class LogFields {
    static final String REQUEST = "requestId";
    private static final String CALLER = "callerId";
    private static final String APP = "appId";

    private LogFields() {}

    /** Who asks: an API key, or a runtime token. */
    public static void caller(ObjectId id) {
        put(CALLER, id);
    }

    /** What app it is about. */
    public static void app(ObjectId id) {
        put(APP, id);
    }

    /** Only where there is a request's id: a read at run time that has none is spared the cost of all of them. */
    private static void put(String field, ObjectId id) {
        if (MDC.get(REQUEST) != null) {
            MDC.put(field, id);
        }
    }
}
