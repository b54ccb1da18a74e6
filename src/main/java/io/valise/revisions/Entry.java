package io.valise.revisions;

import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * One item of a configuration, without its content: that is an immutable document of its own, which the entry names and
 * binds by its hash.
 *
 * @param id the public id, stable through renames and new contents
 * @param content this version's content; null for a value that links to a secret
 * @param version the number of the revision that last wrote it. In a draft, what is staged has the number after the
 *     draft's base. {@link ChangeSet#stamped} sets it.
 * @param modified when it last changed, in UNIX seconds
 * @param secret the id of the secret that a value links to, which is in the same configuration
 * @param missing the name of the secret that a value linked to before a forced delete removed it
 * @param hidden a value's {@code private} flag
 * @param user who last changed it; null where that was not recorded
 */
public record Entry(
        ObjectId id,
        Kind kind,
        String name,
        @Nullable ContentRef content,
        long version,
        long modified,
        @Nullable ObjectId secret,
        @Nullable String missing,
        boolean hidden,
        @Nullable ObjectId user) {

    /** A new item, which has no content yet, and which {@link ChangeSet#stamped} has not seen yet. */
    public static Entry empty(ObjectId id, Kind kind, String name, long now) {
        return new Entry(id, kind, name, null, 0, now, null, null, false, null);
    }

    /** A new item with a content of its own. */
    public static Entry first(ObjectId id, Kind kind, String name, ContentRef content, long now) {
        return empty(id, kind, name, now).withContent(content, now);
    }

    public Entry renamed(String newName, long now) {
        return new Entry(id, kind, newName, content, version, now, secret, missing, hidden, user);
    }

    /** With a content of its own and no link. */
    public Entry withContent(ContentRef newContent, long now) {
        return new Entry(id, kind, name, newContent, version, now, null, null, hidden, user);
    }

    /** With the content of a secret. */
    public Entry linkedTo(ObjectId newSecret, long now) {
        return new Entry(id, kind, name, null, version, now, newSecret, null, hidden, user);
    }

    public Entry withHidden(boolean newHidden) {
        return new Entry(id, kind, name, content, version, modified, secret, missing, newHidden, user);
    }

    /** Whether a value gets its content from a secret, be it there or missing. */
    public boolean fromSecret() {
        return secret != null || missing != null;
    }

    /** Whether it is in the same state as another version of the item: whoever wrote it, and when, makes no difference. */
    public boolean isLike(@Nullable Entry other) {
        return other != null
                && name.equals(other.name)
                && hidden == other.hidden
                && Objects.equals(hash(), other.hash())
                && Objects.equals(secret, other.secret)
                && Objects.equals(missing, other.missing);
    }

    /** The hash of its content; null for a value that links to a secret. */
    public @Nullable Hash hash() {
        return content == null ? null : content.hash();
    }

    /** The id of its content's document; null for a value that links to a secret. */
    public @Nullable ObjectId contentId() {
        return content == null ? null : content.id();
    }

    /** How a sentence names this item: {@code value "greeting"}. */
    public String label() {
        return kind.label() + " \"" + name + "\"";
    }

    Entry stamped(long newVersion, @Nullable ObjectId newUser) {
        return new Entry(id, kind, name, content, newVersion, modified, secret, missing, hidden, newUser);
    }

    /** At this time: a redeployment changes what it brings back. */
    public Entry at(long now) {
        return new Entry(id, kind, name, content, version, now, secret, missing, hidden, user);
    }

    Entry relinked(@Nullable ObjectId newSecret, @Nullable String newMissing) {
        return new Entry(id, kind, name, content, version, modified, newSecret, newMissing, hidden, user);
    }
}
