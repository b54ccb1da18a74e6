package io.valise.errors;

import io.quarkus.logging.LoggingFilter;
import io.vertx.core.http.HttpClosedException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out of the log what is no fault of the service, and would stand there with a stack trace: clients that leave an
 * event stream, and clients that send what is no HTTP.
 */
@LoggingFilter(name = "client-faults")
public final class ClientFaults implements Filter {
    private static final String STREAMS = "org.jboss.resteasy.reactive.server.handlers.PublisherResponseHandler";
    private static final String CONNECTIONS = "io.netty.channel.";
    private static final String DECODERS = "io.netty.handler.codec.http.";
    /** It fails where a connection ends, or cannot be read, and a pipelined request waits: that has no answer object yet. */
    private static final String PIPELINED = "io.vertx.core.http.impl.Http1xServerRequest";

    /** By the JDK, in an exception without a type of its own. */
    private static final Set<String> GONE = Set.of("Broken pipe", "Connection reset by peer");

    @Override
    public boolean isLoggable(LogRecord line) {
        @Nullable Throwable failure = line.getThrown();
        String logger = String.valueOf(line.getLoggerName());
        return failure == null
                || !((logger.equals(STREAMS) && isGone(failure))
                        || (logger.startsWith(CONNECTIONS) && isUnreadable(failure)));
    }

    /** Whether the client went away; also where the server itself has cut off a body that is too large. */
    static boolean isGone(Throwable failure) {
        return isOfConnection(failure) || Arrays.stream(failure.getSuppressed()).anyMatch(ClientFaults::isOfConnection);
    }

    private static boolean isOfConnection(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpClosedException
                    || cause instanceof ClosedChannelException
                    || cause instanceof SocketException
                    || GONE.contains(String.valueOf(cause.getMessage()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnreadable(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0
                && (trace[0].getClassName().startsWith(DECODERS)
                        || trace[0].getClassName().equals(PIPELINED));
    }
}
