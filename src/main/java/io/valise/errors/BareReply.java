package io.valise.errors;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer without a body to what cannot be read as a request, and the end of its connection. */
public final class BareReply {
    /** The server's name of the handler that reads HTTP/1. */
    private static final String DECODER = "httpDecoder";

    private BareReply() {}

    /** For a request of an unknown version of HTTP: the server would answer in that version, whatever it is. */
    public static void badRequest(HttpServerRequest request) {
        send(((ConnectionBase) request.connection()).channel(), "400 Bad Request");
    }

    /**
     * @param status the code and its phrase
     */
    public static void send(Channel connection, String status) {
        @Nullable ChannelHandlerContext decoder = connection.pipeline().context(DECODER);
        if (decoder == null) {
            connection.close();
            return;
        }
        String reply = "HTTP/1.1 " + status + "\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        decoder.writeAndFlush(Unpooled.copiedBuffer(reply, StandardCharsets.US_ASCII))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
