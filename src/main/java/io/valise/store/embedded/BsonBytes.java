package io.valise.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Documents to BSON bytes and back. Arrays stay bytes until somebody looks into them: most commands only carry a long
 * array from the wire to the file or back, and never do.
 */
final class BsonBytes {
    /** MongoDB's limit of a document, in bytes. */
    static final int MAX_DOCUMENT_BYTES = BsonConstants.MAX_BSON_OBJECT_SIZE;

    private static final int BSON_OBJECT_TOO_LARGE = 10334;

    private BsonBytes() {}

    /** The document in these bytes, which it shares: nobody may change them from now on. */
    static Document decode(byte[] bytes) {
        return decodeDocument(Unpooled.wrappedBuffer(bytes), bytes);
    }

    /** The next document of a buffer, which is read to its end and not kept. */
    static Document read(ByteBuf in) {
        byte[] bytes = new byte[in.getIntLE(in.readerIndex())];
        in.readBytes(bytes);
        return decode(bytes);
    }

    /**
     * The document as BSON.
     *
     * @throws MongoServerError (BSONObjectTooLarge) over 16 MiB
     */
    static byte[] encode(Document document) {
        ByteBuf out = Unpooled.buffer(sizeHint(document));
        write(document, out);
        if (out.readableBytes() > MAX_DOCUMENT_BYTES) {
            throw new MongoServerError(BSON_OBJECT_TOO_LARGE, "BSONObjectTooLarge", "The document is over 16 MiB");
        }
        return ByteBufUtil.getBytes(out);
    }

    /** Writes the document as BSON. */
    static void write(Map<String, ?> document, ByteBuf out) {
        int start = out.writerIndex();
        out.writeIntLE(0);
        document.forEach((name, value) -> writeElement(name, value, out));
        out.writeByte(BsonConstants.TERMINATING_BYTE);
        out.setIntLE(start, out.writerIndex() - start);
    }

    private static void writeElement(String name, @Nullable Object value, ByteBuf out) {
        byte type = BsonEncoder.determineType(value);
        out.writeByte(type);
        ByteBufUtil.writeUtf8(out, name);
        out.writeByte(BsonConstants.STRING_TERMINATION);
        if (value instanceof LazyArray array) {
            out.writeBytes(array.bytes, array.start, array.length);
        } else if (value instanceof Document document) {
            write(document, out);
        } else if (value instanceof Collection<?> array) {
            writeArray(array, out);
        } else {
            BsonEncoder.encodeValue(type, value, out);
        }
    }

    private static void writeArray(Collection<?> array, ByteBuf out) {
        int start = out.writerIndex();
        out.writeIntLE(0);
        int index = 0;
        for (Object value : array) {
            writeElement(Integer.toString(index++), value, out);
        }
        out.writeByte(BsonConstants.TERMINATING_BYTE);
        out.setIntLE(start, out.writerIndex() - start);
    }

    private static int sizeHint(Document document) {
        int size = 512;
        for (Object value : document.values()) {
            if (value instanceof LazyArray array) {
                size += array.length;
            }
        }
        return size;
    }

    private static Document decodeDocument(ByteBuf in, byte[] bytes) {
        var document = new Document();
        in.skipBytes(Integer.BYTES);
        for (byte type; (type = in.readByte()) != BsonConstants.TERMINATING_BYTE; ) {
            String name = readName(in, bytes);
            document.put(name, decodeValue(type, in, bytes));
        }
        return document;
    }

    private static @Nullable Object decodeValue(byte type, ByteBuf in, byte[] bytes) {
        return switch (type) {
            case BsonConstants.TYPE_EMBEDDED_DOCUMENT -> decodeDocument(in, bytes);
            case BsonConstants.TYPE_ARRAY -> {
                var array = new LazyArray(bytes, in.readerIndex(), in.getIntLE(in.readerIndex()));
                in.skipBytes(array.length);
                yield array;
            }
            default -> BsonDecoder.decodeValue(type, in);
        };
    }

    private static String readName(ByteBuf in, byte[] bytes) {
        int start = in.readerIndex();
        int length = in.bytesBefore(BsonConstants.STRING_TERMINATION);
        in.skipBytes(length + 1);
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    /** An array that is decoded when it is first read, and cannot be changed. */
    private static final class LazyArray extends AbstractList<Object> {
        private final byte[] bytes;
        private final int start;
        private final int length;
        private @Nullable List<Object> decoded;

        private LazyArray(byte[] bytes, int start, int length) {
            this.bytes = bytes;
            this.start = start;
            this.length = length;
        }

        private List<Object> decoded() {
            if (decoded == null) {
                var values = new ArrayList<Object>();
                ByteBuf in = Unpooled.wrappedBuffer(bytes).skipBytes(start + Integer.BYTES);
                for (byte type; (type = in.readByte()) != BsonConstants.TERMINATING_BYTE; ) {
                    in.skipBytes(in.bytesBefore(BsonConstants.STRING_TERMINATION) + 1);
                    values.add(decodeValue(type, in, bytes));
                }
                decoded = values;
            }
            return decoded;
        }

        @Override
        public Object get(int index) {
            return decoded().get(index);
        }

        @Override
        public int size() {
            return decoded().size();
        }
    }
}
