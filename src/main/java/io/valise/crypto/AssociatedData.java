package io.valise.crypto;

import io.valise.errors.ApiException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The associated data of a ciphertext as bytes. Different lists of parts always give different bytes:
 *
 * <ul>
 *   <li>1 byte: the format version, {@link #VERSION};
 *   <li>for the purpose, then for each part: its length in bytes (4 bytes, big-endian), then that many bytes of UTF-8.
 * </ul>
 *
 * The purpose ensures that a wrapped data key is never accepted as a sealed content, or the reverse.
 */
final class AssociatedData {
    static final byte VERSION = 1;

    private AssociatedData() {}

    static byte[] ofSecret(Place place) {
        return of("valise/secret", place.scope(), place.item(), place.version());
    }

    static byte[] ofDataKey(String scope) {
        return of("valise/data-key", scope);
    }

    static byte[] of(String purpose, String... parts) {
        List<byte[]> encoded = Stream.concat(Stream.of(purpose), Stream.of(parts))
                .map(AssociatedData::utf8)
                .toList();
        int length =
                encoded.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(1 + length).put(VERSION);
        encoded.forEach(part -> bytes.putInt(part.length).put(part));
        return bytes.array();
    }

    /**
     * The text in UTF-8. A lone surrogate, which JSON can express, cannot be encoded: it fails with 400
     * {@code InvalidParameter}, where {@link String#getBytes} would silently replace it by a question mark.
     */
    static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException lone) {
            throw ApiException.invalid("value", "must be well-formed Unicode text");
        }
    }
}
