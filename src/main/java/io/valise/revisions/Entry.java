package io.valise.revisions;

import org.bson.codecs.pojo.annotations.BsonProperty;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * One item of a configuration, without its content: that is an immutable document of its own, so a revision stays
 * small and says by ids alone what changed.
 *
 * @param id the public id, stable through renames and new contents
 * @param content the document with this version's content; null for a value that links to a secret
 * @param version how many contents the item has had, from 1
 * @param modified when it last changed, in UNIX seconds
 * @param secret the id of the secret that a value links to, which is in the same configuration
 * @param missing the name of the secret that a value linked to before a forced delete removed it
 * @param hidden a value's {@code private} flag
 * @param user who last changed it; null where that was not recorded
 */
public record Entry(
        @BsonProperty("i") ObjectId id,
        @BsonProperty("k") Kind kind,
        @BsonProperty("n") String name,
        @BsonProperty("c") @Nullable ObjectId content,
        @BsonProperty("v") int version,
        @BsonProperty("m") long modified,
        @BsonProperty("s") @Nullable ObjectId secret,
        @BsonProperty("x") @Nullable String missing,
        @BsonProperty("p") boolean hidden,
        @BsonProperty("u") @Nullable ObjectId user) {

    /** An item that nobody has signed yet: {@link ChangeSet#by} does. */
    public Entry(
            ObjectId id,
            Kind kind,
            String name,
            @Nullable ObjectId content,
            int version,
            long modified,
            @Nullable ObjectId secret,
            @Nullable String missing,
            boolean hidden) {
        this(id, kind, name, content, version, modified, secret, missing, hidden, null);
    }

    /** An item's first version, with a content of its own. */
    public static Entry first(ObjectId id, Kind kind, String name, ObjectId content, long now) {
        return new Entry(id, kind, name, content, 1, now, null, null, false);
    }

    public Entry renamed(String newName, long now) {
        return new Entry(id, kind, newName, content, version, now, secret, missing, hidden, user);
    }

    /** The next version, with a content of its own and no link. */
    public Entry withContent(ObjectId newContent, long now) {
        return new Entry(id, kind, name, newContent, version + 1, now, null, null, hidden, user);
    }

    /** The next version, whose content is that of a secret. */
    public Entry linkedTo(ObjectId newSecret, long now) {
        return new Entry(id, kind, name, null, version + 1, now, newSecret, null, hidden, user);
    }

    public Entry withHidden(boolean newHidden) {
        return new Entry(id, kind, name, content, version, modified, secret, missing, newHidden, user);
    }

    /** Whether a value gets its content from a secret, be it there or missing. */
    public boolean fromSecret() {
        return secret != null || missing != null;
    }

    /** How a sentence names this item: {@code value "greeting"}. */
    public String label() {
        return kind.label() + " \"" + name + "\"";
    }

    Entry by(ObjectId newUser) {
        return new Entry(id, kind, name, content, version, modified, secret, missing, hidden, newUser);
    }

    Entry relinked(@Nullable ObjectId newSecret, @Nullable String newMissing) {
        return new Entry(id, kind, name, content, version, modified, newSecret, newMissing, hidden, user);
    }
}
