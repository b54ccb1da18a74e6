package io.valise.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.OpCode;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages without decoding long arrays. Differs from the library's reader only for {@code OP_MSG}.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/">MongoDB Wire Protocol</a>
 */
final class WireDecoder extends MongoWireProtocolHandler {
    private static final int HEADER_BYTES = 16;
    private static final int CHECKSUM_PRESENT = 1;
    private static final int CHECKSUM_BYTES = 4;

    @Override
    protected @Nullable ClientRequest decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
        if (in.readableBytes() < HEADER_BYTES) {
            return null;
        }
        int length = in.getIntLE(in.readerIndex());
        int opCode = in.getIntLE(in.readerIndex() + 12);
        if (opCode != OpCode.OP_MSG.getId()) {
            return super.decode(context, in);
        }
        if (length < HEADER_BYTES || length > MAX_MESSAGE_SIZE_BYTES) {
            throw new IOException("message of " + length + " bytes");
        }
        if (in.readableBytes() < length) {
            in.ensureWritable(length - in.readableBytes());
            return null;
        }
        return message(context, in.readSlice(length));
    }

    private static MongoMessage message(ChannelHandlerContext context, ByteBuf in) throws IOException {
        var header = new MessageHeader(in.readIntLE(), in.readIntLE(), in.readIntLE());
        in.skipBytes(Integer.BYTES);
        int flags = in.readIntLE();
        if ((flags & ~CHECKSUM_PRESENT) != 0) {
            throw new IOException("unsupported flags " + flags);
        }
        int end = in.writerIndex() - (flags == CHECKSUM_PRESENT ? CHECKSUM_BYTES : 0);
        var body = new Document();
        while (in.readerIndex() < end) {
            if (in.readByte() == MongoMessage.SECTION_KIND_BODY) {
                body.putAll(BsonBytes.read(in));
            } else {
                readSequence(in, body);
            }
        }
        return new MongoMessage(context.channel(), header, body);
    }

    /** Reads a list of documents that is sent beside the command, and adds it to the command under its name. */
    private static void readSequence(ByteBuf in, Document body) {
        int end = in.readerIndex() + in.readIntLE();
        String name = BsonDecoder.decodeCString(in);
        var documents = new ArrayList<Document>();
        while (in.readerIndex() < end) {
            documents.add(BsonBytes.read(in));
        }
        body.put(name, documents);
    }
}
