package io.valise.faults;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** A command on MongoDB's wire, and the collection it is for (or whatever else its first element says). */
record Command(String name, String target) {
    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "createIndexes");
    /** By these the driver looks after its connections. */
    private static final Set<String> HOUSEKEEPING = Set.of("hello", "ismaster", "isMaster", "ping", "endSessions");

    private static final int OP_CODE = 12;
    private static final int OP_MSG = 2013;
    /** After the header of 16 bytes, 4 of flags, and the kind of the first section. */
    private static final int BODY = 21;

    /** The command in a message, unless it is of the driver's own housekeeping. */
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
                : Optional.of(
                        new Command(name, target.isString() ? target.asString().getValue() : ""));
    }

    boolean isWrite() {
        return WRITES.contains(name);
    }

    boolean is(String otherName, String otherTarget) {
        return name.equals(otherName) && target.equals(otherTarget);
    }
}
