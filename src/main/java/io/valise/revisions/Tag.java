package io.valise.revisions;

import io.valise.crypto.SignedFields;
import java.util.Objects;
import org.bson.codecs.pojo.annotations.BsonProperty;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The environment tag of a configuration, and who set it.
 *
 * @param value {@code ""} for none
 * @param version the number of the revision that set it
 * @param modified when it was set, in UNIX seconds
 * @param user who set it; null if that was not recorded
 */
public record Tag(
        @BsonProperty("value") String value,
        @BsonProperty("version") Long version,
        @BsonProperty("modified") Long modified,
        @BsonProperty("user") @Nullable ObjectId user) {
    /**
     * Boxed types make a missing field a recognisable malformed document; a missing primitive would be an unknown
     * error.
     */
    public Tag {
        Objects.requireNonNull(value);
        Objects.requireNonNull(version);
        Objects.requireNonNull(modified);
    }

    /** A tag that nobody has set yet. */
    public static Tag of(String value) {
        return new Tag(value, 0L, 0L, null);
    }

    /** Adds a tag, or its absence, to the signed fields. */
    public static SignedFields sign(@Nullable Tag tag, SignedFields fields) {
        return fields.text(tag == null ? null : tag.value())
                .number(tag == null ? -1 : tag.version())
                .number(tag == null ? -1 : tag.modified())
                .id(tag == null ? null : tag.user());
    }
}
