package io.valise.edge;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.VertxServiceProvider;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Adds a {@link HeadTimer} to every connection of the HTTP server. Vert.x finds it through {@code META-INF/services}.
 */
public final class Connections implements VertxServiceProvider {
    @Override
    public void init(VertxBuilder builder) {
        if (builder.findTransport().getClass() != JDKTransport.class) {
            throw new IllegalStateException("connections can only be timed on the JDK's transport");
        }
        builder.findTransport(new Timed());
    }

    private static final class Timed extends JDKTransport {
        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(options, domainSocket, bootstrap);
            // Every server of this Vert.x instance is an HTTP server.
            SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
            Duration patience = config.getConfigMapping(RequestSettings.class).arrival();
            long bodyLimit = config.getValue("quarkus.http.limits.max-body-size", MemorySize.class)
                    .asLongValue();
            bootstrap.childHandler(timed(patience, bodyLimit, bootstrap.config().childHandler()));
        }

        private static ChannelHandler timed(Duration patience, long bodyLimit, ChannelHandler server) {
            return new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel connection) {
                    connection.pipeline().addLast(new HeadTimer(patience, bodyLimit), server);
                }
            };
        }
    }
}
