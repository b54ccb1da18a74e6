package io.valise.revisions;

import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * One item of a configuration, without its content. The content is a separate immutable document; the entry holds its
 * id and hash.
 *
 * @param id the public id, stable across renames and changes of content
 * @param content this version's content; null for a value that links to a secret
 * @param version the revision that last wrote it. Items staged in a draft have the number after the draft's base. Set
 *     by {@link ChangeSet#stamped}.
 * @param modified when it last changed, in UNIX seconds
 * @param secret the id of the secret that a value links to, in the same configuration
 * @param missing the name of the secret that a value linked to before a forced delete removed the secret
 * @param hidden a value's {@code private} flag
 * @param user who last changed it; null if that was not recorded
 * @param notes what people wrote down about a value or a secret
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
        @Nullable ObjectId user,
        Notes notes) {

    /** A new item without content, not yet stamped. */
    public static Entry empty(ObjectId id, Kind kind, String name, long now) {
        return new Entry(id, kind, name, null, 0, now, null, null, false, null, Notes.NONE);
    }

    /** A new item with content of its own. */
    public static Entry first(ObjectId id, Kind kind, String name, ContentRef content, long now) {
        return empty(id, kind, name, now).withContent(content, now);
    }

    public Entry renamed(String newName, long now) {
        return new Entry(id, kind, newName, content, version, now, secret, missing, hidden, user, notes);
    }

    /** With content of its own and no link. */
    public Entry withContent(ContentRef newContent, long now) {
        return new Entry(id, kind, name, newContent, version, now, null, null, hidden, user, notes);
    }

    /** Linked to a secret. */
    public Entry linkedTo(ObjectId newSecret, long now) {
        return new Entry(id, kind, name, null, version, now, newSecret, null, hidden, user, notes);
    }

    public Entry withHidden(boolean newHidden) {
        return new Entry(id, kind, name, content, version, modified, secret, missing, newHidden, user, notes);
    }

    public Entry withNotes(Notes newNotes, long now) {
        return new Entry(id, kind, name, content, version, now, secret, missing, hidden, user, newNotes);
    }

    /** Whether a value links to a secret, existing or missing. */
    public boolean fromSecret() {
        return secret != null || missing != null;
    }

    /** Whether it is in the same state as another version of the item, regardless of its author and time. */
    public boolean isLike(@Nullable Entry other) {
        return other != null
                && name.equals(other.name)
                && hidden == other.hidden
                && Objects.equals(hash(), other.hash())
                && Objects.equals(secret, other.secret)
                && Objects.equals(missing, other.missing)
                && notes.equals(other.notes);
    }

    /** The hash of its content; null for a value that links to a secret. */
    public @Nullable Hash hash() {
        return content == null ? null : content.hash();
    }

    /** The id of its content document; null for a value that links to a secret. */
    public @Nullable ObjectId contentId() {
        return content == null ? null : content.id();
    }

    /** The item in a sentence, such as {@code value "greeting"}. */
    public String label() {
        return kind.label() + " \"" + name + "\"";
    }

    Entry stamped(long newVersion, @Nullable ObjectId newUser) {
        return new Entry(id, kind, name, content, newVersion, modified, secret, missing, hidden, newUser, notes);
    }

    /** With a new modification time. A redeployment counts as a change of what it restores. */
    public Entry at(long now) {
        return new Entry(id, kind, name, content, version, now, secret, missing, hidden, user, notes);
    }

    Entry relinked(@Nullable ObjectId newSecret, @Nullable String newMissing) {
        return new Entry(id, kind, name, content, version, modified, newSecret, newMissing, hidden, user, notes);
    }
}
