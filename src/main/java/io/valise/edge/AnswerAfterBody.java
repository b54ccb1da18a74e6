package io.valise.edge;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Holds back the answer to an HTTP/1 request that is refused before its body has arrived, such as 401, and throws the
 * body away: clients stop sending when the answer comes, and some then repeat only what they had sent. {@link HeadTimer}
 * limits the time. A client that waits for {@code 100 Continue} is answered at once, since it has not begun to send.
 */
final class AnswerAfterBody extends ChannelDuplexHandler {
    /** The server's name for the handler that makes requests out of messages. */
    private static final String SERVER = "handler";

    /** The request cannot be read any further, or took too long, or is too large. */
    private static final Set<Integer> AT_ONCE = Set.of(400, 408, 413);

    private record Held(Object message, ChannelPromise promise) {}

    private final long mostBytes;
    private final Deque<Held> held = new ArrayDeque<>();

    /** Requests whose head has been read. */
    private long requests = 1;
    /** Responses that have begun. */
    private long answers;
    /** Whether the latest request has not been read to its end. */
    private boolean isInRequest = true;
    /** Whether its client waits for {@code 100 Continue} before it sends the body. */
    private boolean isAwaited;

    private boolean isHeld;
    private boolean isThrownAway;
    private long bytes;

    private AnswerAfterBody(long mostBytes, boolean isAwaited) {
        this.mostBytes = mostBytes;
        this.isAwaited = isAwaited;
    }

    /**
     * Adds the handler to an HTTP/1 connection while the head of its first request is handled.
     *
     * @param mostBytes how much of a body is waited for
     */
    static void watch(ChannelPipeline connection, HttpServerRequest first, long mostBytes) {
        if (connection.get(AnswerAfterBody.class) == null) {
            boolean isAwaited = first.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
            connection.addBefore(SERVER, null, new AnswerAfterBody(mostBytes, isAwaited));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest head) {
            requests++;
            isInRequest = true;
            isAwaited = HttpUtil.is100ContinueExpected(head);
            isThrownAway = false;
            bytes = 0;
        }
        if (!(message instanceof HttpContent content)) {
            context.fireChannelRead(message);
            return;
        }
        bytes += content.content().readableBytes();
        boolean isLast = message instanceof LastHttpContent;
        isInRequest &= !isLast;
        if (isHeld && (isLast || bytes > mostBytes)) {
            release(context);
        }
        if (isThrownAway && content.decoderResult().isSuccess()) {
            content.release();
            if (isLast) {
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            }
            return;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse head) {
            if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                isAwaited = false;
            } else {
                answers++;
                isHeld |= isTooEarly(head.status().code());
            }
        }
        // Other messages close the connection.
        if (!isHeld || !(message instanceof HttpObject)) {
            context.write(message, promise);
            return;
        }
        held.add(new Held(message, promise));
        if (!isThrownAway) {
            isThrownAway = true;
            HeadTimer.answerHeld(context.pipeline());
            // The server stops reading while nobody takes the body.
            context.channel().config().setAutoRead(true);
        }
    }

    private boolean isTooEarly(int status) {
        return isInRequest && answers == requests && !isAwaited && isHeld(status);
    }

    /** Whether an answer with this status waits for the end of the body. */
    static boolean isHeld(int status) {
        return status >= 400 && !AT_ONCE.contains(status);
    }

    private void release(ChannelHandlerContext context) {
        isHeld = false;
        held.forEach(one -> context.write(one.message, one.promise));
        held.clear();
        context.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.forEach(one -> {
            ReferenceCountUtil.release(one.message);
            one.promise.tryFailure(new ClosedChannelException());
        });
        held.clear();
        context.fireChannelInactive();
    }
}
