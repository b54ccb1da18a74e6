package io.valise.changes;

import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A change to submit: its actor, app and contents.
 *
 * @param contents writes the contents that the change will name. It runs concurrently with the look-ups, so it may turn
 *     out to be unnecessary: the sweep removes contents that no configuration names.
 * @param ofSecrets whether the change only concerns secrets
 * @param began when the change began, by {@link System#nanoTime}, before its contents are written
 * @param base the required number of the newest revision, or of the draft's base; null for any
 */
public record Submission(
        Actor actor,
        ObjectId app,
        Uni<Void> contents,
        boolean ofSecrets,
        @Nullable Long base,
        long began) {

    public static Submission of(Actor actor, ObjectId app) {
        return new Submission(actor, app, Uni.createFrom().voidItem(), false, null, System.nanoTime());
    }

    /** With contents to write. */
    public Submission writing(Uni<Void> contentsOfChange) {
        return new Submission(actor, app, contentsOfChange, ofSecrets, base, began);
    }

    /** As a change of secrets only. */
    public Submission secrets() {
        return new Submission(actor, app, contents, true, base, began);
    }

    /** Requires this to be the newest revision, or the draft's base. */
    public Submission on(@Nullable Long revision) {
        return new Submission(actor, app, contents, ofSecrets, revision, began);
    }

    /** The same; its contents are written by the first attempt only. */
    Submission writingOnce() {
        return writing(contents.memoize().indefinitely());
    }
}
