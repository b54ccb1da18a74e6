package io.valise.revisions;

import java.time.Duration;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes a revision, from where, and as what.
 *
 * @param change what makes a repetition the same deployment
 * @param origin the kind of client, such as {@code CLI}
 * @param name the deployment's; null to go by its id
 * @param only the number that must be the newest: an edit that goes back is not made on what came meanwhile. Null for
 *     any.
 * @param began when the first of its contents may have been written, as {@link System#nanoTime} has it
 */
public record Commit(
        ObjectId change,
        ObjectId user,
        String origin,
        @Nullable String name,
        @Nullable ObjectId draft,
        @Nullable ObjectId redeployedFrom,
        @Nullable Long only,
        long began) {
    /** What a publication may take, from the writing of its contents to its insert; the sweep waits longer. */
    public static final Duration LONGEST = Duration.ofMinutes(3);

    /** A change that is deployed by itself. */
    public static Commit immediate(ObjectId user, String origin) {
        return new Commit(new ObjectId(), user, origin, null, null, null, null, System.nanoTime());
    }

    /** A draft's deployment. */
    public static Commit ofDraft(ObjectId draft, ObjectId user, String origin, @Nullable String name) {
        return new Commit(draft, user, origin, name, draft, null, null, System.nanoTime());
    }

    /** A return to an earlier deployment, from this revision. */
    public static Commit redeploying(ObjectId earlier, ObjectId user, String origin, long from) {
        return new Commit(new ObjectId(), user, origin, null, null, earlier, from, System.nanoTime());
    }

    /** The same, if this is the newest revision. */
    public Commit on(@Nullable Long revision) {
        return new Commit(change, user, origin, name, draft, redeployedFrom, revision, began);
    }

    /** The same, begun earlier. */
    public Commit since(long beginning) {
        return new Commit(change, user, origin, name, draft, redeployedFrom, only, beginning);
    }

    /** Whether it has taken so long that the sweep may have removed what it names. */
    public boolean isLate() {
        return System.nanoTime() - began > LONGEST.toNanos();
    }
}
