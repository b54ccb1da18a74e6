package io.valise.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import de.bwaldvogel.mongo.wire.message.MongoReply;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import org.jboss.logging.Logger;

/** One connection: passes requests to the engine and returns the replies. */
final class WireHandler extends SimpleChannelInboundHandler<ClientRequest> {
    private static final Logger LOG = Logger.getLogger(WireHandler.class);

    private final CommandEngine engine;
    private int replies;

    WireHandler(CommandEngine engine) {
        this.engine = engine;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ClientRequest request) {
        var header = new MessageHeader(++replies, request.getHeader().getRequestID());
        if (request instanceof MongoMessage message) {
            var reply = run(context, message, message.getDocument());
            context.writeAndFlush(new MongoMessage(context.channel(), header, reply));
        } else if (request instanceof MongoQuery query
                && query.getCollectionName().equals("$cmd")) {
            // The driver's first command uses the legacy format.
            context.writeAndFlush(new MongoReply(header, run(context, query, query.getQuery())));
        } else {
            throw new IllegalArgumentException("unsupported request");
        }
    }

    private Document run(ChannelHandlerContext context, ClientRequest request, Document command) {
        String name = command.keySet().iterator().next();
        return engine.handleCommand(context.channel(), request.getDatabaseName(), name, command);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        engine.handleClose(context.channel());
        super.channelInactive(context);
    }

    /** If there is no correct reply, none is sent: the client learns that the outcome is unknown. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.errorf(
                    "The embedded store closed a connection: %s",
                    cause.getClass().getName());
        }
        context.close();
    }
}
