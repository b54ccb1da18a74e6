package io.valise.store.embedded;

import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Serves MongoDB's wire protocol on a free port of 127.0.0.1, which other machines cannot reach, to clients that send
 * the credential first.
 */
final class WireServer implements AutoCloseable {
    /** Threads that run commands. A write waits for the disk, but several writers share one fsync. */
    static final int THREADS = 4;

    private final EventLoopGroup threads =
            new NioEventLoopGroup(THREADS, new DefaultThreadFactory("valise-store", true));
    private final Channel listening;

    WireServer(CommandEngine engine, Credential credential) {
        var strangers = new Strangers();
        this.listening = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new CredentialCheck(credential, strangers, () -> conversation(engine)));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    private static ChannelHandler[] conversation(CommandEngine engine) {
        return new ChannelHandler[] {
            new MongoWireReplyEncoder(), new WireEncoder(), new WireDecoder(), new WireHandler(engine)
        };
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /** Accepts no more commands, and returns when the running ones have ended. */
    @Override
    public void close() {
        threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
