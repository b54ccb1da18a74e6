package io.valise.limits;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.valise.errors.BareReply;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives the head of each request on a connection the time in which a request must arrive, from its first byte on; 408 and
 * the end of the connection after that. The server would wait for as long as now and then a byte comes. From there on it
 * is {@link Arrival} that looks.
 */
final class HeadTimer extends ChannelInboundHandlerAdapter {
    /** The server's name of what waits for the end of a TLS handshake; that has a limit of its own. */
    private static final String HANDSHAKE = "handshaker";

    private final Duration patience;

    /** Requests whose head is here and whose answer is not complete: more than one where they are pipelined. */
    private int underWay;

    private @Nullable Future<?> timer;
    /** Whether {@link UnreadableHeads} has its place. */
    private boolean isWatched;

    HeadTimer(Duration patience) {
        this.patience = patience;
    }

    /** To be called when the head of a request is there, with what is called when its answer is complete. */
    static Runnable stop(HttpServerRequest request) {
        @Nullable
        HeadTimer running =
                ((ConnectionBase) request.connection()).channel().pipeline().get(HeadTimer.class);
        return running == null ? () -> {} : running.stopped(request);
    }

    private Runnable stopped(HttpServerRequest request) {
        cancel();
        underWay++;
        // Many requests share a connection of HTTP/2, and none of them holds another one up.
        if (request.version() == HttpVersion.HTTP_2) {
            return () -> {};
        }
        // Later, for an answer may be complete while its request is still being read.
        EventLoop connection = ((ConnectionBase) request.connection()).channel().eventLoop();
        return () -> connection.execute(() -> underWay--);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        isWatched = isWatched || UnreadableHeads.watch(context.pipeline());
        boolean isOfHead = underWay == 0 && context.pipeline().get(HANDSHAKE) == null;
        context.fireChannelRead(bytes);
        // Most heads come whole, and are here by now.
        if (isOfHead && underWay == 0 && timer == null) {
            timer = context.executor().schedule(() -> close(context), patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    private void close(ChannelHandlerContext context) {
        Refused.ARRIVAL.count();
        BareReply.send(context.channel(), "408 Request Timeout");
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
