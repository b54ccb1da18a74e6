package io.valise.store.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Iterator;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a collection, sorted by the key of their {@code _id}. Large documents are stored in parts: the
 * sorted map would otherwise rewrite their neighbours with each insert, and a small heap has no room for arrays of
 * megabytes.
 */
final class Documents {
    /** Less than half of G1's smallest region, so that no part is a humongous object. */
    private static final int PART_BYTES = 128 << 10;
    /** Up to this size, a document shares a page with others. */
    private static final int WHOLE_BYTES = 16 << 10;
    /** Stored instead of a document in parts. A real document has at least 5 bytes. */
    private static final byte[] IN_PARTS = new byte[0];

    private final MVMap<Key, byte[]> whole;
    private final MVMap<Key, byte[]> parts;

    Documents(MVMap<Key, byte[]> whole, MVMap<Key, byte[]> parts) {
        this.whole = whole;
        this.parts = parts;
    }

    /** The document's BSON, which must not be changed; null if it does not exist. */
    @Nullable
    ByteBuf get(Key key) {
        byte[] bytes = whole.get(key);
        if (bytes == null) {
            return null;
        }
        if (bytes.length > 0) {
            return Unpooled.wrappedBuffer(bytes);
        }
        // Read parts by key: a cursor would also read the next document, which may be damaged.
        var found = new ArrayList<byte[]>();
        int left = 0;
        do {
            byte[] part = parts.get(partOf(key, found.size()));
            if (part == null) {
                throw new IllegalStateException("A part of a document is missing");
            }
            left = (found.isEmpty() ? Unpooled.wrappedBuffer(part).getIntLE(0) : left) - part.length;
            found.add(part);
        } while (left > 0);
        return Unpooled.wrappedBuffer(found.size(), found.toArray(byte[][]::new));
    }

    private static Key partOf(Key key, int part) {
        return key.then(Key.of(part));
    }

    /** Inserts or replaces a document. Reads the buffer to its end. */
    void put(Key key, ByteBuf bson) {
        removeParts(key);
        if (bson.readableBytes() <= WHOLE_BYTES) {
            whole.put(key, next(bson, bson.readableBytes()));
            return;
        }
        whole.put(key, IN_PARTS);
        for (int part = 0; bson.isReadable(); part++) {
            parts.put(partOf(key, part), next(bson, PART_BYTES));
        }
    }

    /** Returns whether the document existed. */
    boolean remove(Key key) {
        removeParts(key);
        return whole.remove(key) != null;
    }

    private void removeParts(Key key) {
        byte[] before = whole.get(key);
        if (before != null && before.length == 0) {
            int part = 0;
            while (parts.remove(partOf(key, part)) != null) {
                part++;
            }
        }
    }

    boolean contains(Key key) {
        return whole.containsKey(key);
    }

    /** The keys between the bounds (inclusive), ascending or descending. */
    Iterator<Key> keys(@Nullable Key low, @Nullable Key high, boolean reverse) {
        return reverse ? whole.cursor(high, low, true) : whole.cursor(low, high, false);
    }

    long count() {
        return whole.sizeAsLong();
    }

    /** Copies the next bytes of a buffer into arrays, none of which is humongous. */
    static ByteBuf copy(ByteBuf in, int length) {
        if (length <= PART_BYTES) {
            return Unpooled.wrappedBuffer(next(in, length));
        }
        var copies = new ArrayList<byte[]>();
        for (int left = length; left > 0; left -= PART_BYTES) {
            copies.add(next(in, Math.min(left, PART_BYTES)));
        }
        return Unpooled.wrappedBuffer(copies.size(), copies.toArray(byte[][]::new));
    }

    /** An off-heap buffer to write a document into. The caller must release it. */
    static ByteBuf buffer(int size) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(size);
    }

    private static byte[] next(ByteBuf in, int most) {
        byte[] bytes = new byte[Math.min(in.readableBytes(), most)];
        in.readBytes(bytes);
        return bytes;
    }
}
