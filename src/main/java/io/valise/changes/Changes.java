package io.valise.changes;

import com.mongodb.MongoException;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.Done;
import io.valise.audit.Outcome;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Commit;
import io.valise.revisions.Edit;
import io.valise.revisions.Limits;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.bson.types.ObjectId;

/**
 * The one road by which an app changes: a change joins the caller's open draft, or, without one, is published at once.
 * And the view that goes with it: what this caller sees.
 */
@ApplicationScoped
public class Changes {
    /** Other requests of the same user that may get into the draft first, before giving up. */
    private static final int ATTEMPTS = 50;

    private static final Duration PAUSE = Duration.ofMillis(20);

    @Inject
    Drafts drafts;

    @Inject
    Revisions revisions;

    @Inject
    Limits limits;

    /** What the actor sees of the app: the newest revision, with the actor's open draft on top. */
    public Uni<View> view(Actor actor, ObjectId app) {
        return drafts.open(actor, app)
                .flatMap(draft -> draft == null ? revisions.current(app).map(Revision::view) : view(draft));
    }

    private Uni<View> view(Draft draft) {
        return revisions.current(draft.app).map(current -> current.view().with(draft.changes));
    }

    /**
     * Makes a change; returns the actor's view after it. Fails with what the edit throws, with {@code OutcomeUnknown}
     * where the store fell silent, and with {@code StoreUnavailable} where it failed and nothing was changed.
     */
    public Uni<Done<View>> submit(Actor actor, ObjectId app, Edit edit) {
        Commit commit = Commit.immediate(actor.user(), actor.origin().name());
        return submit(app, commit, new Telling(commit.user(), edit), ATTEMPTS)
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged);
    }

    /** The edit, signed and with its links made good. It is applied until it fits; the audit gets its last result. */
    private static final class Telling implements Edit {
        private final ObjectId user;
        private final Edit edit;
        private volatile ChangeSet last = ChangeSet.NONE;

        Telling(ObjectId user, Edit edit) {
            this.user = user;
            this.edit = edit;
        }

        @Override
        public ChangeSet apply(View view) {
            ChangeSet changes = view.relinking(edit.apply(view).by(user));
            last = changes;
            return changes;
        }

        Done<View> published(Commit commit, Revision newest) {
            // A change that changed nothing has made no revision: the newest is somebody else's.
            boolean ours = newest.change.equals(commit.change());
            return new Done<>(newest.view(), ours ? outcome().published(newest.change, newest.number) : outcome());
        }

        Done<View> staged(Draft draft, View view) {
            return new Done<>(view, outcome().staged(draft.id));
        }

        private Outcome outcome() {
            return Outcome.changed(Told.items(last));
        }
    }

    private Uni<Done<View>> submit(ObjectId app, Commit commit, Telling edit, int attempts) {
        return drafts.open(app, commit.user()).flatMap(draft -> {
            if (draft == null) {
                return revisions.publish(app, commit, edit).map(newest -> edit.published(commit, newest));
            }
            if (attempts == 0) {
                return Uni.createFrom().failure(draft.deploying ? beingDeployed() : crowded());
            }
            Uni<Done<View>> again = Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(PAUSE)
                    .flatMap(x -> submit(app, commit, edit, attempts - 1));
            return draft.deploying
                    ? again
                    : stage(draft, edit)
                            .flatMap(view ->
                                    view == null ? again : Uni.createFrom().item(edit.staged(draft, view)));
        });
    }

    /** The draft's view with the edit in it; null if the draft has moved on meanwhile. */
    private Uni<View> stage(Draft draft, Edit edit) {
        return view(draft).flatMap(view -> {
            ChangeSet changes = edit.apply(view);
            View after = view.with(changes);
            limits.check(after);
            return drafts.join(draft, changes).map(joined -> joined ? after : null);
        });
    }

    private static ApiException beingDeployed() {
        return new ApiException(
                ErrorCode.DraftConflict,
                "your draft of this app is being deployed, or its deployment was interrupted; deploy it again or"
                        + " discard it");
    }

    private static ApiException crowded() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "too many changes are being made to this draft; nothing was changed");
    }
}
