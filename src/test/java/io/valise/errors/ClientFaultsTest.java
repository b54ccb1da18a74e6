package io.valise.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpUtils;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Which failures are not logged, and which are. */
class ClientFaultsTest {
    private static final String STREAMS = "org.jboss.resteasy.reactive.server.handlers.PublisherResponseHandler";
    private static final String CONNECTION = "io.netty.channel.DefaultChannelPipeline";

    @Test
    void a_stream_whose_client_has_disconnected_is_not_logged() {
        assertThat(isLogged(STREAMS, new IOException("Broken pipe"))).isFalse();
        assertThat(isLogged(STREAMS, new IOException(new ClosedChannelException())))
                .isFalse();
        assertThat(isLogged(STREAMS, new HttpClosedException("Connection was closed")))
                .isFalse();
    }

    @Test
    void a_stream_that_fails_is_logged() {
        assertThat(isLogged(STREAMS, new IllegalStateException())).isTrue();
        assertThat(isLogged(STREAMS, null)).isTrue();
    }

    @Test
    void an_unreadable_request_is_not_logged_and_a_failing_handler_is() {
        assertThat(isLogged(CONNECTION, thrownIn(HttpRequestDecoder.class))).isFalse();
        assertThat(isLogged(CONNECTION, thrownIn(HttpUtils.class))).isFalse();
        assertThat(isLogged("io.netty.handler.codec.http2.Http2ControlFrameLimitEncoder", new IOException("flood")))
                .isFalse();
        assertThat(isLogged(CONNECTION, thrownIn(ClientFaults.class))).isTrue();
    }

    @Test
    void an_incomplete_request_is_the_clients_fault_and_an_unreadable_file_is_not() {
        IOException cutOff = new IOException("Read timed out");
        cutOff.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("org.jboss.resteasy.reactive.server.vertx.VertxInputStream", "read", null, 1)
        });
        assertThat(ClientFaults.isGone(cutOff)).isTrue();
        assertThat(ClientFaults.isGone(new IllegalStateException(new StreamResetException(8))))
                .isTrue();
        assertThat(ClientFaults.isGone(new IOException(new ClosedChannelException())))
                .isFalse();
        assertThat(ClientFaults.isGone(new IOException("Broken pipe"))).isFalse();
    }

    @Test
    void other_loggers_are_not_filtered() {
        assertThat(isLogged("io.valise.store.Start", new IOException("Broken pipe")))
                .isTrue();
        assertThat(isLogged("io.valise.store.Start", thrownIn(HttpRequestDecoder.class)))
                .isTrue();
    }

    private static Exception thrownIn(Class<?> type) {
        Exception failure = new IllegalArgumentException("No colon found");
        failure.setStackTrace(new StackTraceElement[] {new StackTraceElement(type.getName(), "decode", null, 1)});
        return failure;
    }

    private static boolean isLogged(String logger, Throwable failure) {
        LogRecord line = new LogRecord(Level.WARNING, "made up");
        line.setLoggerName(logger);
        line.setThrown(failure);
        return new ClientFaults().isLoggable(line);
    }
}
