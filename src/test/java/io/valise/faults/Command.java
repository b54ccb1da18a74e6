package io.valise.faults;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * A command in MongoDB's wire protocol.
 *
 * @param target the collection, or whatever else the command's first element names
 * @param documents a hash of what it writes, the same for a command and its retry
 * @param isRetryable whether the store executes a retry only once
 */
record Command(String name, String target, int documents, boolean isRetryable) {
    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "createIndexes");
    /** The driver uses these to manage its connections. */
    private static final Set<String> HOUSEKEEPING = Set.of("hello", "ismaster", "isMaster", "ping", "endSessions");

    private static final int OP_CODE = 12;
    private static final int OP_MSG = 2013;
    /** The offset of the body: after the 16-byte header, 4 bytes of flags, and the kind of the first section. */
    private static final int BODY = 21;

    private static final int REQUEST_ID = 4;

    /** The command in a message, or empty for the driver's own housekeeping. */
    static Optional<Command> in(byte[] message) {
        ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        if (buffer.getInt(OP_CODE) != OP_MSG) {
            return Optional.empty();
        }
        RawBsonDocument body = new RawBsonDocument(message, BODY, buffer.getInt(BODY));
        String name = body.getFirstKey();
        BsonValue target = body.get(name);
        return HOUSEKEEPING.contains(name)
                ? Optional.empty()
                : Optional.of(new Command(
                        name,
                        target.isString() ? target.asString().getValue() : "",
                        documents(body, message),
                        body.containsKey("txnNumber")));
    }

    /** A hash of the documents, which follow the body. */
    private static int documents(RawBsonDocument body, byte[] message) {
        return Arrays.hashCode(
                Arrays.copyOfRange(message, BODY + body.getByteBuffer().remaining(), message.length));
    }

    /** The message with which a store answers a command with this document. */
    static byte[] reply(byte[] command, BsonDocument document) {
        return answer(ByteBuffer.wrap(command).order(ByteOrder.LITTLE_ENDIAN).getInt(REQUEST_ID), document);
    }

    /** A copy of the store's answer with this document instead. */
    static byte[] replacing(byte[] answer, BsonDocument document) {
        return answer(
                ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getInt(REQUEST_ID + Integer.BYTES), document);
    }

    private static byte[] answer(int to, BsonDocument document) {
        ByteBuffer body = new RawBsonDocument(document, new BsonDocumentCodec())
                .getByteBuffer()
                .asNIO();
        return ByteBuffer.allocate(BODY + body.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(BODY + body.remaining())
                .putInt(0)
                .putInt(to)
                .putInt(OP_MSG)
                .putInt(0)
                .put((byte) 0)
                .put(body)
                .array();
    }

    @Override
    public String toString() {
        return name + " " + target;
    }

    boolean isWrite() {
        return WRITES.contains(name);
    }

    boolean is(String otherName, String otherTarget) {
        return name.equals(otherName) && target.equals(otherTarget);
    }
}
