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
 * The fields of a document as the bytes to sign: each preceded by its length, -1 for null, so that different lists of
 * fields always give different bytes. The purpose ensures that one kind of document is never accepted as another.
 */
public final class SignedFields {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    /** Begins with the kind of document, such as {@code valise/revision/1}. */
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

    /** In milliseconds, the precision of the store. */
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
