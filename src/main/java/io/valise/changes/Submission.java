package io.valise.changes;

import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Who submits a change of which app, and with what.
 *
 * @param contents writes the contents that the change will name. It goes along with the look-ups, so it may be done for
 *     nothing: a content that no configuration names is swept.
 * @param ofSecrets whether the change is one of secrets alone
 * @param began when it was made, as {@link System#nanoTime} has it: its contents are written after that
 * @param base the number that must be that of the newest revision, or of the draft's base; null for any
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

    /** As one of secrets alone. */
    public Submission secrets() {
        return new Submission(actor, app, contents, true, base, began);
    }

    /** If this is the newest revision, or the draft's base. */
    public Submission on(@Nullable Long revision) {
        return new Submission(actor, app, contents, ofSecrets, revision, began);
    }

    /** The same without contents to write: they are written by now. */
    Submission written() {
        return new Submission(actor, app, Uni.createFrom().voidItem(), ofSecrets, base, began);
    }
}
