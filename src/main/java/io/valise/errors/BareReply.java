package io.valise.errors;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers input that cannot be read as a request with a status line and no body, and closes the connection. */
public final class BareReply {
    /** The name of Vert.x's HTTP/1 decoder in the pipeline. */
    public static final String DECODER = "httpDecoder";

    private BareReply() {}

    /** For a request with an unknown HTTP version: the server would answer with that same version. */
    public static void badRequest(HttpServerRequest request) {
        send(((ConnectionBase) request.connection()).channel(), "400 Bad Request");
    }

    /**
     * @param status the status code and reason phrase
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
