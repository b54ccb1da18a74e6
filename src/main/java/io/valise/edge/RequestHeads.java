package io.valise.edge;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.valise.errors.BareReply;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Answers a request of any version other than HTTP/1.0 and 1.1 with a 400 in HTTP/1.1. The server itself would answer
 * in whatever version the head names. Also tells {@link HeadTimer} where requests begin and end.
 */
@ChannelHandler.Sharable
final class RequestHeads extends ChannelInboundHandlerAdapter {
    private static final RequestHeads INSTANCE = new RequestHeads();
    /** A URI whose path {@link RequestPath} does not accept. */
    private static final String REFUSED = "/%00";

    private RequestHeads() {}

    /** Adds the handler if the connection speaks HTTP/1 by now, and returns whether it does. */
    static boolean watch(ChannelPipeline connection) {
        if (connection.context(BareReply.DECODER) == null) {
            return false;
        }
        connection.addAfter(BareReply.DECODER, null, INSTANCE);
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest head) {
            HeadTimer.headRead(context.pipeline());
            refuseUnreadable(head);
        }
        if (message instanceof LastHttpContent) {
            HeadTimer.bodyRead(context.pipeline());
        }
        context.fireChannelRead(message);
    }

    private static void refuseUnreadable(HttpRequest head) {
        if (!isUri(head.uri())) {
            head.setUri(REFUSED);
        }
        if (!isKnown(head.protocolVersion())) {
            if (head.decoderResult().isSuccess()) {
                head.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("the version of HTTP")));
            }
            head.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
    }

    /** Uses the same check as the platform, which would drop the request without an answer. */
    private static boolean isUri(String uri) {
        try {
            new URI(uri);
            return true;
        } catch (URISyntaxException broken) {
            return false;
        }
    }

    private static boolean isKnown(HttpVersion version) {
        // The server compares versions by identity: a parsed "http/1.1" is a different object.
        return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
    }
}
