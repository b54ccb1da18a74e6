package io.valise.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a document as the bytes that are signed: each with its length before it, and -1 for null, so that no two
 * lists of fields give the same bytes. The purpose keeps one kind of document from being taken for another.
 */
public final class SignedFields {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    /** Begins with what is signed, such as {@code valise/revision/1}. */
    public SignedFields(String purpose) {
        text(purpose);
    }

    public SignedFields text(@Nullable String text) {
        return bytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    public SignedFields id(@Nullable ObjectId id) {
        return bytes(id == null ? null : id.toByteArray());
    }

    public SignedFields number(long number) {
        return bytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    public SignedFields bytes(byte @Nullable [] field) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(field == null ? -1 : field.length)
                .array());
        if (field != null) {
            bytes.writeBytes(field);
        }
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
