package io.valise.edge;

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
 * Limits how long the head of a request may take to arrive, counted from its first byte. After that it answers 408 and
 * closes the connection. Without it the server would wait as long as a byte arrives now and then.
 *
 * <p>The body gets what the head left of the time; {@link Arrival} enforces that. If the response is made before the
 * whole body has arrived, the rest of the body gets the full time again; {@link AnswerAfterBody} may hold the response
 * back until then.
 */
final class HeadTimer extends ChannelInboundHandlerAdapter {
    /** The server's name for the handler that waits for the end of a TLS handshake, which has a limit of its own. */
    private static final String HANDSHAKE = "handshaker";

    private static final String TAKEN = HeadTimer.class.getName();

    private final Duration patience;
    private final long bodyLimit;

    /** Requests whose head has arrived and whose response is not complete: more than one if they are pipelined. */
    private int underWay;

    private @Nullable Future<?> timer;
    /** When the head that is being read began, in ns of {@link System#nanoTime}. */
    private @Nullable Long firstByte;
    /** Whether {@link RequestHeads} is installed on this connection. */
    private boolean isWatched;
    /**
     * Whether the head of a request has arrived and the end of its body has not, whether or not it has been answered.
     */
    private boolean isInRequest;

    /**
     * @param bodyLimit in bytes
     */
    HeadTimer(Duration patience, long bodyLimit) {
        this.patience = patience;
        this.bodyLimit = bodyLimit;
    }

    /** Call when the head of a request has arrived. */
    static void stop(RoutingContext context) {
        @Nullable HeadTimer running = pipeline(context).get(HeadTimer.class);
        if (running != null) {
            running.stopped(context);
        }
    }

    private static ChannelPipeline pipeline(RoutingContext context) {
        return ((ConnectionBase) context.request().connection()).channel().pipeline();
    }

    /** How long the head of this request took to arrive: zero if it came in one piece, or over HTTP/2. */
    static Duration taken(RoutingContext context) {
        @Nullable Duration taken = context.get(TAKEN);
        return taken == null ? Duration.ZERO : taken;
    }

    private void stopped(RoutingContext context) {
        cancel();
        underWay++;
        // HTTP/2 requests share a connection without blocking each other.
        if (context.request().version() == HttpVersion.HTTP_2) {
            return;
        }
        if (!isWatched) {
            // The HTTP/1 handlers of this connection were added while this head was read.
            isWatched = RequestHeads.watch(pipeline(context));
            isInRequest = isWatched;
        }
        AnswerAfterBody.watch(pipeline(context), context.request(), bodyLimit);
        if (firstByte != null) {
            context.put(TAKEN, Duration.ofNanos(System.nanoTime() - firstByte));
            firstByte = null;
        }
        // Run later: the response may be complete while its request is still being read.
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
        isWatched = isWatched || RequestHeads.watch(context.pipeline());
        boolean isAwaited = underWay == 0;
        boolean wasInRequest = isInRequest;
        if (isAwaited && !wasInRequest && firstByte == null && !isShakingHands(context)) {
            firstByte = System.nanoTime();
        }
        context.fireChannelRead(bytes);
        // Most heads arrive in one piece and have been handled by now. The end of a handshake may carry the start of a
        // head.
        if (isAwaited && isInRequest == wasInRequest && !isShakingHands(context)) {
            start(context);
        }
    }

    private static boolean isShakingHands(ChannelHandlerContext context) {
        return context.pipeline().get(HANDSHAKE) != null;
    }

    private void start(ChannelHandlerContext context) {
        if (underWay == 0) {
            schedule(context);
        }
    }

    private void schedule(ChannelHandlerContext context) {
        if (timer == null) {
            timer = context.executor().schedule(() -> close(context), patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Called by {@link AnswerAfterBody} when a response begins to wait for the end of its request. */
    static void answerHeld(ChannelPipeline connection) {
        connection.get(HeadTimer.class).schedule(connection.context(HeadTimer.class));
    }

    /** Called by {@link RequestHeads} when the head of an HTTP/1 request has been read. */
    static void headRead(ChannelPipeline connection) {
        connection.get(HeadTimer.class).isInRequest = true;
    }

    /** Called by {@link RequestHeads} when an HTTP/1 request has been read to its end. */
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
