package io.valise.revisions;

import java.time.Duration;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Describes a publication: its author, its origin, and what it deploys.
 *
 * @param change identifies the deployment, so that a retry is recognised as the same one
 * @param origin the kind of client, such as {@code CLI}
 * @param name the deployment's name; null to use its id
 * @param only the revision that must be the newest, so that a redeployment never overwrites a later change. Null for
 *     any.
 * @param began when the first of its contents may have been written, as {@link System#nanoTime}
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
    /**
     * The longest a publication may take, from writing its contents to inserting the revision. The sweep waits longer.
     */
    public static final Duration LONGEST = Duration.ofMinutes(3);

    /** A change that is deployed immediately, without a draft. */
    public static Commit immediate(ObjectId user, String origin) {
        return new Commit(new ObjectId(), user, origin, null, null, null, null, System.nanoTime());
    }

    /** The deployment of a draft. */
    public static Commit ofDraft(ObjectId draft, ObjectId user, String origin, @Nullable String name) {
        return new Commit(draft, user, origin, name, draft, null, null, System.nanoTime());
    }

    /** A redeployment of an earlier deployment. Fails if {@code from} is not the newest revision. */
    public static Commit redeploying(ObjectId earlier, ObjectId user, String origin, long from) {
        return new Commit(new ObjectId(), user, origin, null, null, earlier, from, System.nanoTime());
    }

    /** The same, but only if this revision is the newest. */
    public Commit on(@Nullable Long revision) {
        return new Commit(change, user, origin, name, draft, redeployedFrom, revision, began);
    }

    /** The same, with an earlier start. */
    public Commit since(long beginning) {
        return new Commit(change, user, origin, name, draft, redeployedFrom, only, beginning);
    }

    /** Whether it has taken so long that the sweep may have removed what it refers to. */
    public boolean isLate() {
        return System.nanoTime() - began > LONGEST.toNanos();
    }
}
