package io.valise.errors;

import io.quarkus.logging.LoggingFilter;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps errors of clients out of the log, where they would appear with stack traces although the service is not at
 * fault: clients that leave an event stream, and clients that send something other than HTTP.
 */
@LoggingFilter(name = "client-faults")
public final class ClientFaults implements Filter {
    private static final String STREAMS = "org.jboss.resteasy.reactive.server.handlers.PublisherResponseHandler";
    private static final String CONNECTIONS = "io.netty.channel.";
    /** HTTP/2 frames, for example in a flood. */
    private static final String FRAMES = "io.netty.handler.codec.http2.";

    /**
     * Classes that fail on an invalid request head. The last one also fails if a connection ends or cannot be read
     * while a pipelined request waits, because its response does not exist yet.
     */
    private static final String[] READERS = {
        "io.netty.handler.codec.http.",
        "io.vertx.core.http.impl.HttpUtils",
        "io.valise.edge.RequestHeads",
        "io.vertx.core.http.impl.Http1xServerRequest"
    };

    /** Reads a body, blocking. */
    private static final String BODIES = "org.jboss.resteasy.reactive.server.vertx.VertxInputStream";

    /** Messages of JDK exceptions that have no type of their own. */
    private static final Set<String> GONE = Set.of("Broken pipe", "Connection reset by peer");

    @Override
    public boolean isLoggable(LogRecord line) {
        @Nullable Throwable failure = line.getThrown();
        String logger = String.valueOf(line.getLoggerName());
        return failure == null
                || !((logger.equals(STREAMS) && has(failure, ClientFaults::isUnsent))
                        || (logger.startsWith(CONNECTIONS) && isIn(failure, READERS))
                        || logger.startsWith(FRAMES));
    }

    /**
     * Whether the client disconnected before its request was read completely. Also true if the server cut off a body
     * that is too large.
     */
    static boolean isGone(Throwable failure) {
        return has(failure, ClientFaults::isUnread)
                || Arrays.stream(failure.getSuppressed()).anyMatch(also -> has(also, ClientFaults::isUnread));
    }

    private static boolean isUnread(Throwable cause) {
        return cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || (cause instanceof IOException && isIn(cause, BODIES));
    }

    private static boolean isUnsent(Throwable cause) {
        return cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || cause instanceof ClosedChannelException
                || cause instanceof SocketException
                || GONE.contains(String.valueOf(cause.getMessage()));
    }

    private static boolean has(Throwable failure, Predicate<Throwable> wanted) {
        @Nullable Throwable cause = failure;
        while (cause != null && !wanted.test(cause)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    /** Whether it was thrown in a class whose name starts with one of these. */
    private static boolean isIn(Throwable failure, String... names) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0 && Arrays.stream(names).anyMatch(trace[0].getClassName()::startsWith);
    }
}
