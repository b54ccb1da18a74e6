package io.valise.revisions;

import io.valise.crypto.SignedFields;
import org.bson.codecs.pojo.annotations.BsonProperty;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The environment tag of a configuration, and who set it.
 *
 * @param value {@code ""} for none
 * @param version the number of the revision that set it
 * @param modified when it was set, in UNIX seconds
 * @param user who set it; null where that was not recorded
 */
public record Tag(
        @BsonProperty("value") String value,
        @BsonProperty("version") long version,
        @BsonProperty("modified") long modified,
        @BsonProperty("user") @Nullable ObjectId user) {

    /** A tag that nobody has set yet. */
    public static Tag of(String value) {
        return new Tag(value, 0, 0, null);
    }

    /** Adds a tag, or that there is none, to what is signed. */
    public static SignedFields sign(@Nullable Tag tag, SignedFields fields) {
        return fields.text(tag == null ? null : tag.value())
                .number(tag == null ? -1 : tag.version())
                .number(tag == null ? -1 : tag.modified())
                .id(tag == null ? null : tag.user());
    }
}
