package io.valise.store.embedded;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.ErrorCode;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One or several values, encoded so that the unsigned order of the bytes is MongoDB's order of the values. The encoding
 * of several values starts with the encoding of the first ones. So a look-up compares bytes, and "all with this prefix"
 * is a range.
 *
 * <p>Each value is a tag for its type, in the order of types (1 to 0x7F), followed by a self-delimiting content:
 *
 * <ul>
 *   <li>null and missing: nothing
 *   <li>number: 8 bytes of the nearest double in unsigned order; 2 bytes of the difference of a long to that double
 *   <li>string: UTF-8, a zero byte as {@code 00 FF}, ended by {@code 00 01}
 *   <li>document: for each field, tag 1, name and value; ended by 0
 *   <li>binary: length in 4 bytes, content; UUID: 16 bytes; ObjectId: 12 bytes; boolean: 1 byte
 *   <li>date (milliseconds) and timestamp: 8 bytes, the sign bit flipped
 * </ul>
 */
record Key(byte[] bytes) implements Comparable<Key> {
    static final Key EMPTY = new Key(new byte[0]);

    private static final int NULL = 0x05;
    private static final int NUMBER = 0x10;
    private static final int STRING = 0x20;
    private static final int DOCUMENT = 0x30;
    private static final int BINARY = 0x40;
    private static final int UUID_BYTES = 0x44;
    private static final int OBJECT_ID = 0x50;
    private static final int BOOLEAN = 0x60;
    private static final int DATE = 0x70;
    private static final int TIMESTAMP = 0x78;
    /** Greater than every tag. */
    private static final byte LAST = (byte) 0xFF;

    /**
     * The key of these values, in this order.
     *
     * @throws MongoServerError (BadValue) for a type that cannot be part of a key
     */
    static Key ofAll(Iterable<? extends @Nullable Object> values) {
        ByteBuf out = Unpooled.buffer(32);
        for (Object value : values) {
            write(value, out);
        }
        return new Key(ByteBufUtil.getBytes(out));
    }

    /** The key of one value. */
    static Key of(@Nullable Object value) {
        ByteBuf out = Unpooled.buffer(32);
        write(value, out);
        return new Key(ByteBufUtil.getBytes(out));
    }

    /** The key of this key's values followed by the other's. */
    Key then(Key next) {
        byte[] joined = Arrays.copyOf(bytes, bytes.length + next.bytes.length);
        System.arraycopy(next.bytes, 0, joined, bytes.length, next.bytes.length);
        return new Key(joined);
    }

    /**
     * An upper bound of all keys that begin with this one: greater than each of them, and less than any greater key.
     */
    Key end() {
        byte[] end = Arrays.copyOf(bytes, bytes.length + 1);
        end[bytes.length] = LAST;
        return new Key(end);
    }

    private static void write(@Nullable Object value, ByteBuf out) {
        if (value == null || value instanceof Missing) {
            out.writeByte(NULL);
        } else if (value instanceof Number number) {
            out.writeByte(NUMBER);
            writeNumber(number, out);
        } else if (value instanceof String string) {
            out.writeByte(STRING);
            writeString(string, out);
        } else if (value instanceof Document document) {
            out.writeByte(DOCUMENT);
            document.forEach((name, field) -> {
                out.writeByte(1);
                writeString(name, out);
                write(field, out);
            });
            out.writeByte(0);
        } else if (value instanceof BinData binary) {
            out.writeByte(BINARY).writeInt(binary.getData().length).writeBytes(binary.getData());
        } else if (value instanceof UUID uuid) {
            out.writeByte(UUID_BYTES)
                    .writeLong(uuid.getMostSignificantBits())
                    .writeLong(uuid.getLeastSignificantBits());
        } else if (value instanceof ObjectId id) {
            out.writeByte(OBJECT_ID).writeBytes(id.toByteArray());
        } else if (value instanceof Boolean flag) {
            out.writeByte(BOOLEAN).writeBoolean(flag);
        } else if (value instanceof Instant instant) {
            out.writeByte(DATE).writeLong(instant.toEpochMilli() ^ Long.MIN_VALUE);
        } else if (value instanceof BsonTimestamp timestamp) {
            out.writeByte(TIMESTAMP).writeLong(timestamp.getValue());
        } else {
            throw new MongoServerError(
                    ErrorCode.BadValue,
                    "The embedded store cannot use a " + value.getClass().getSimpleName() + " as a key");
        }
    }

    private static void writeNumber(Number number, ByteBuf out) {
        double nearest = number.doubleValue() + 0.0; // 0.0 and -0.0 are the same number
        long beyond = number instanceof Long exact ? exact - (long) nearest : 0;
        long bits = Double.doubleToLongBits(nearest);
        out.writeLong(bits ^ (bits < 0 ? -1L : Long.MIN_VALUE));
        out.writeShort((int) beyond ^ Short.MIN_VALUE);
    }

    private static void writeString(String string, ByteBuf out) {
        for (byte b : string.getBytes(StandardCharsets.UTF_8)) {
            out.writeByte(b);
            if (b == 0) {
                out.writeByte(LAST);
            }
        }
        out.writeByte(0).writeByte(1);
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return ByteBufUtil.hexDump(bytes);
    }
}
