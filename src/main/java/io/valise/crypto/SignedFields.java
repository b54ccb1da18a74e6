package io.valise.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
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

    public SignedFields number(@Nullable Long number) {
        return number == null ? bytes(null) : number(number.longValue());
    }

    public SignedFields bit(boolean bit) {
        return number(bit ? 1L : 0L);
    }

    /** To the millisecond: the store keeps no more. */
    public SignedFields instant(@Nullable Instant instant) {
        return number(instant == null ? null : instant.toEpochMilli());
    }

    public SignedFields texts(@Nullable List<String> texts) {
        return list(texts, SignedFields::text);
    }

    public SignedFields ids(@Nullable List<ObjectId> ids) {
        return list(ids, SignedFields::id);
    }

    private <T> SignedFields list(@Nullable List<T> items, BiConsumer<SignedFields, T> add) {
        number(items == null ? -1L : items.size());
        if (items != null) {
            items.forEach(item -> add.accept(this, item));
        }
        return this;
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
