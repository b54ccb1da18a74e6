package io.valise.store.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Handles a connection until its first bytes have proved to be the credential. Nothing else is read before, and nothing
 * is answered. The connection is closed immediately if the bytes are wrong, and after half a minute if they do not
 * arrive.
 */
final class CredentialCheck extends ByteToMessageDecoder {
    /** The process's own client sends the credential with its first message. */
    static final long PATIENCE_SECONDS = 30;

    private final Credential credential;
    private final Strangers strangers;
    private final Supplier<ChannelHandler[]> conversation;
    private @Nullable ScheduledFuture<?> deadline;

    /**
     * @param conversation creates the handlers for the client once it has sent the credential
     */
    CredentialCheck(Credential credential, Strangers strangers, Supplier<ChannelHandler[]> conversation) {
        this.credential = credential;
        this.strangers = strangers;
        this.conversation = conversation;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        strangers.enter(context.channel());
        deadline = context.executor().schedule(() -> drop(context), PATIENCE_SECONDS, TimeUnit.SECONDS);
        super.channelActive(context);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Credential.BYTES) {
            return;
        }
        if (credential.matches(in)) {
            context.pipeline().addLast(conversation.get());
            // Bytes after the credential are passed on to these handlers.
            context.pipeline().remove(this);
        } else {
            in.skipBytes(in.readableBytes());
            drop(context);
        }
    }

    private void drop(ChannelHandlerContext context) {
        strangers.dropped();
        context.close();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        strangers.leave(context.channel());
    }

    /** Not logged: errors of an unknown client are not ours. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
