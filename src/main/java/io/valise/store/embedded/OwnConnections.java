package io.valise.store.embedded;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * An event loop group whose channels send the credential before the first message. Everything else is delegated to
 * another group.
 *
 * <p>The driver offers no other place to send something first. This way, the credential appears neither in the driver's
 * settings nor in a command, both of which it may log.
 */
final class OwnConnections extends AbstractEventExecutorGroup implements EventLoopGroup {
    private final EventLoopGroup group;
    private final Credential credential;

    OwnConnections(EventLoopGroup group, Credential credential) {
        this.group = group;
        this.credential = credential;
    }

    private static final class Opening extends ChannelOutboundHandlerAdapter {
        private final Credential credential;

        Opening(Credential credential) {
            this.credential = credential;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
            context.write(credential.message());
            context.write(message, written);
            context.pipeline().remove(this);
        }
    }

    @Override
    public ChannelFuture register(Channel channel) {
        channel.pipeline().addFirst(new Opening(credential));
        return group.register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().pipeline().addFirst(new Opening(credential));
        return group.register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.pipeline().addFirst(new Opening(credential));
        return group.register(channel, promise);
    }

    @Override
    public EventLoop next() {
        return group.next();
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return group.iterator();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return group.shutdownGracefully(quietPeriod, timeout, unit);
    }

    @Override
    @Deprecated
    public void shutdown() {
        group.shutdown();
    }

    @Override
    public Future<?> terminationFuture() {
        return group.terminationFuture();
    }

    @Override
    public boolean isShuttingDown() {
        return group.isShuttingDown();
    }

    @Override
    public boolean isShutdown() {
        return group.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return group.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return group.awaitTermination(timeout, unit);
    }
}
