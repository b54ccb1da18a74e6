package io.valise.revisions;

import io.valise.platform.Sha256;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A SHA-256 hash of 32 bytes: compared by value, compact in memory. */
public record Hash(long a, long b, long c, long d) {
    /** Size of a hash in bytes. */
    public static final int SIZE = 32;

    /** The hash of the concatenated parts. */
    public static Hash of(byte[]... parts) {
        return ofBytes(Sha256.of(parts));
    }

    /** The hash of the parts, each preceded by its length, so that different lists never give the same bytes. */
    public static Hash ofParts(List<byte[]> parts) {
        return of(parts.stream()
                .flatMap(part -> Stream.of(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array(), part))
                .toArray(byte[][]::new));
    }

    /** Reads a hash from exactly {@link #SIZE} bytes, as {@link #bytes} returns them. */
    public static Hash ofBytes(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a hash has " + SIZE + " bytes, not " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new Hash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(SIZE)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    /** In lower-case hex. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
