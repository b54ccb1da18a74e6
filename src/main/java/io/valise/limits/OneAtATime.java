package io.valise.limits;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.VertxHandler;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Gives the server the next request of an HTTP/1 connection when the one before it is answered, and does not read on
 * until then. Vert.x would queue any number of pipelined requests, and fails with a NullPointerException if the connection
 * ends, or a chunk cannot be read, while the last of them waits: such a request has no response object yet.
 */
final class OneAtATime extends ChannelDuplexHandler {
    /** The server's name of the handler that writes HTTP/1. */
    private static final String ENCODER = "httpEncoder";

    private final Queue<Object> held = new ArrayDeque<>();
    private boolean isAnswering;
    private boolean isToRead;

    static void watch(ChannelPipeline connection) {
        connection.addAfter(ENCODER, null, new OneAtATime());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!held.isEmpty() || hasToWait(message)) {
            held.add(message);
        } else {
            pass(context, message);
        }
    }

    private boolean hasToWait(Object message) {
        return isAnswering && message instanceof HttpRequest;
    }

    private void pass(ChannelHandlerContext context, Object message) {
        isAnswering = isAnswering || message instanceof HttpRequest;
        context.fireChannelRead(message);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (held.isEmpty()) {
            context.read();
        } else {
            isToRead = true;
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        boolean isLast = message instanceof LastHttpContent && !isInformational(message);
        context.write(message, isLast ? written.unvoid().addListener(done -> answered(context)) : written);
    }

    /** A thread that ends an answer holds the server's lock until the server has been told, which it is by a task. */
    private void answered(ChannelHandlerContext context) {
        Object server = context.pipeline().get(VertxHandler.class).getConnection();
        synchronized (server) {
            context.executor().execute(() -> passHeld(context));
        }
    }

    private static boolean isInformational(Object message) {
        return message instanceof HttpResponse answer && answer.status().code() < 200;
    }

    private void passHeld(ChannelHandlerContext context) {
        isAnswering = false;
        if (held.isEmpty() || !context.channel().isActive()) {
            return;
        }
        while (!held.isEmpty() && !hasToWait(held.element())) {
            pass(context, held.remove());
        }
        context.fireChannelReadComplete();
        if (held.isEmpty() && isToRead) {
            isToRead = false;
            context.read();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}
