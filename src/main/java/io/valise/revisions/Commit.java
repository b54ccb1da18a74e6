package io.valise.revisions;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes a revision, from where, and as what.
 *
 * @param change what makes a repetition the same deployment
 * @param origin the kind of client, such as {@code CLI}
 * @param name the deployment's; null to go by its id
 */
public record Commit(
        ObjectId change,
        ObjectId user,
        String origin,
        @Nullable String name,
        @Nullable ObjectId draft,
        @Nullable ObjectId redeployedFrom) {

    /** A change that is deployed by itself. */
    public static Commit immediate(ObjectId user, String origin) {
        return new Commit(new ObjectId(), user, origin, null, null, null);
    }

    /** A draft's deployment. */
    public static Commit ofDraft(ObjectId draft, ObjectId user, String origin, @Nullable String name) {
        return new Commit(draft, user, origin, name, draft, null);
    }

    /** A return to an earlier deployment. */
    public static Commit redeploying(ObjectId earlier, ObjectId user, String origin) {
        return new Commit(new ObjectId(), user, origin, null, null, earlier);
    }
}
