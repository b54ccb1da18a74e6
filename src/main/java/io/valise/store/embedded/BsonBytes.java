package io.valise.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts documents to BSON bytes and back. Arrays stay bytes until their elements are accessed: most commands only
 * copy a long array between the network and the file, and never access it.
 */
final class BsonBytes {
    /** MongoDB's limit for a document, in bytes. */
    static final int MAX_DOCUMENT_BYTES = BsonConstants.MAX_BSON_OBJECT_SIZE;

    private static final int BSON_OBJECT_TOO_LARGE = 10334;

    private BsonBytes() {}

    /** Decodes the document in this buffer. The buffer is shared: it must not be changed or released afterwards. */
    static Document decode(ByteBuf bson) {
        return decodeDocument(bson.duplicate());
    }

    /** Reads the next document of a buffer. The buffer is copied. */
    static Document read(ByteBuf in) {
        return decode(Documents.copy(in, in.getIntLE(in.readerIndex())));
    }

    /**
     * Encodes the document as BSON. The caller must release the buffer.
     *
     * @throws MongoServerError (BSONObjectTooLarge) over 16 MiB
     */
    static ByteBuf encode(Document document) {
        ByteBuf out = Documents.buffer(sizeHint(document));
        try {
            write(document, out);
            if (out.readableBytes() > MAX_DOCUMENT_BYTES) {
                throw new MongoServerError(BSON_OBJECT_TOO_LARGE, "BSONObjectTooLarge", "The document is over 16 MiB");
            }
            return out.retain();
        } finally {
            out.release();
        }
    }

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
            out.writeBytes(array.bson.duplicate());
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
                size += array.bson.readableBytes();
            }
        }
        return size;
    }

    private static Document decodeDocument(ByteBuf in) {
        var document = new Document();
        in.skipBytes(Integer.BYTES);
        for (byte type; (type = in.readByte()) != BsonConstants.TERMINATING_BYTE; ) {
            document.put(BsonDecoder.decodeCString(in), decodeValue(type, in));
        }
        return document;
    }

    private static @Nullable Object decodeValue(byte type, ByteBuf in) {
        return switch (type) {
            case BsonConstants.TYPE_EMBEDDED_DOCUMENT -> decodeDocument(in);
            case BsonConstants.TYPE_ARRAY -> new LazyArray(in.readSlice(in.getIntLE(in.readerIndex())));
            default -> BsonDecoder.decodeValue(type, in);
        };
    }

    /** An immutable array that is decoded on first access. */
    private static final class LazyArray extends AbstractList<Object> {
        private final ByteBuf bson;
        private @Nullable List<Object> decoded;

        private LazyArray(ByteBuf bson) {
            this.bson = bson;
        }

        private List<Object> decoded() {
            if (decoded == null) {
                var values = new ArrayList<Object>();
                ByteBuf in = bson.duplicate().skipBytes(Integer.BYTES);
                for (byte type; (type = in.readByte()) != BsonConstants.TERMINATING_BYTE; ) {
                    in.skipBytes(in.bytesBefore(BsonConstants.STRING_TERMINATION) + 1);
                    values.add(decodeValue(type, in));
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
