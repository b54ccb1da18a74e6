package io.valise.limits;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.valise.errors.BareReply;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives the head of each request on a connection the time in which a request must arrive, from its first byte on; 408 and
 * the end of the connection after that. The server would wait for as long as now and then a byte comes. What is left of the
 * time when the head is there is the body's: {@link Arrival} looks after that. What follows of a body after its answer has
 * as much time again.
 */
final class HeadTimer extends ChannelInboundHandlerAdapter {
    /** The server's name of what waits for the end of a TLS handshake; that has a limit of its own. */
    private static final String HANDSHAKE = "handshaker";

    private static final String TAKEN = HeadTimer.class.getName();

    private final Duration patience;

    /** Requests whose head is here and whose answer is not complete: more than one where they are pipelined. */
    private int underWay;

    private @Nullable Future<?> timer;
    /** When the head that is being read began, in ns of the JVM's clock. */
    private @Nullable Long firstByte;
    /** Whether {@link UnreadableHeads} has its place. */
    private boolean isWatched;
    /** Whether the head of a request is here and the end of its body is not, be it answered or not. */
    private boolean isInRequest;

    HeadTimer(Duration patience) {
        this.patience = patience;
    }

    /** To be called when the head of a request is there. */
    static void stop(RoutingContext context) {
        @Nullable HeadTimer running = pipeline(context).get(HeadTimer.class);
        if (running != null) {
            running.stopped(context);
        }
    }

    private static ChannelPipeline pipeline(RoutingContext context) {
        return ((ConnectionBase) context.request().connection()).channel().pipeline();
    }

    /** How long the head of this request took to arrive: none of the time where it came whole, or over HTTP/2. */
    static Duration taken(RoutingContext context) {
        @Nullable Duration taken = context.get(TAKEN);
        return taken == null ? Duration.ZERO : taken;
    }

    private void stopped(RoutingContext context) {
        cancel();
        underWay++;
        // Many requests share a connection of HTTP/2, and none of them holds another one up.
        if (context.request().version() == HttpVersion.HTTP_2) {
            return;
        }
        if (!isWatched) {
            // What speaks HTTP/1 here was made while this head was read.
            isWatched = UnreadableHeads.watch(pipeline(context));
            isInRequest = isWatched;
        }
        if (firstByte != null) {
            context.put(TAKEN, Duration.ofNanos(System.nanoTime() - firstByte));
            firstByte = null;
        }
        // Later, for an answer may be complete while its request is still being read.
        ChannelHandlerContext here = pipeline(context).context(this);
        context.addEndHandler(answered -> here.executor().execute(() -> answered(here)));
    }

    private void answered(ChannelHandlerContext context) {
        underWay--;
        if (isInRequest && context.channel().isActive()) {
            start(context);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        isWatched = isWatched || UnreadableHeads.watch(context.pipeline());
        boolean isAwaited = underWay == 0;
        boolean wasInRequest = isInRequest;
        if (isAwaited && !wasInRequest && firstByte == null && !isShakingHands(context)) {
            firstByte = System.nanoTime();
        }
        context.fireChannelRead(bytes);
        // Most heads come whole, and are here by now. The end of a handshake may have the begin of one with it.
        if (isAwaited && isInRequest == wasInRequest && !isShakingHands(context)) {
            start(context);
        }
    }

    private static boolean isShakingHands(ChannelHandlerContext context) {
        return context.pipeline().get(HANDSHAKE) != null;
    }

    private void start(ChannelHandlerContext context) {
        if (underWay == 0 && timer == null) {
            timer = context.executor().schedule(() -> close(context), patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** To be called by {@link UnreadableHeads} when a head of HTTP/1 was read. */
    static void headRead(ChannelPipeline connection) {
        connection.get(HeadTimer.class).isInRequest = true;
    }

    /** To be called by {@link UnreadableHeads} when a request of HTTP/1 was read to its end. */
    static void bodyRead(ChannelPipeline connection) {
        HeadTimer timer = connection.get(HeadTimer.class);
        timer.isInRequest = false;
        timer.cancel();
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
