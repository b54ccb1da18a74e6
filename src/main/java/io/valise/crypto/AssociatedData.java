package io.valise.crypto;

import io.valise.errors.ApiException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a ciphertext is bound to, as bytes. No two lists of parts give the same bytes:
 *
 * <ul>
 *   <li>1 byte: the format version, {@link #VERSION};
 *   <li>for the purpose, then for each part: 4 bytes, big-endian, its length in bytes; then that many bytes of UTF-8.
 * </ul>
 *
 * The purpose keeps a wrapped data key from being taken for a sealed content, whatever their parts are.
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
     * The text in UTF-8. A lone surrogate, which JSON can spell, has none: 400 {@code InvalidParameter}, where {@link
     * String#getBytes} would quietly put a question mark in its place.
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
