package io.valise.changes;

import com.mongodb.MongoException;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Deed;
import io.valise.auth.Caller;
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
    Caller caller;

    @Inject
    Drafts drafts;

    @Inject
    Revisions revisions;

    @Inject
    Limits limits;

    @Inject
    Deed deed;

    /** What the caller sees of the app: the newest revision, with the caller's open draft on top. */
    public Uni<View> view(ObjectId app) {
        return drafts.open(app, caller.user())
                .flatMap(draft -> draft == null ? revisions.current(app).map(Revision::view) : view(draft));
    }

    private Uni<View> view(Draft draft) {
        return revisions.current(draft.app).map(current -> current.view().with(draft.changes));
    }

    /**
     * Makes a change; returns the caller's view after it. Fails with what the edit throws, with {@code OutcomeUnknown}
     * where the store fell silent, and with {@code StoreUnavailable} where it failed and nothing was changed.
     */
    public Uni<View> submit(ObjectId app, Edit edit) {
        Commit commit = Commit.immediate(caller.user(), caller.origin().name());
        Telling told = new Telling(deed.here(), commit.user(), edit);
        return submit(app, commit, told, ATTEMPTS)
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged);
    }

    /** The edit, signed and with its links made good, whose last result the audit is told. */
    private record Telling(Deed deed, ObjectId user, Edit edit) implements Edit {
        @Override
        public ChangeSet apply(View view) {
            ChangeSet changes = view.relinking(edit.apply(view).by(user));
            deed.changes(Told.items(changes));
            return changes;
        }

        void published(Commit commit, Revision newest) {
            // A change that changed nothing has made no revision: the newest is somebody else's.
            if (newest.change.equals(commit.change())) {
                deed.published(newest.change, newest.number);
            }
        }
    }

    private Uni<View> submit(ObjectId app, Commit commit, Telling edit, int attempts) {
        return drafts.open(app, commit.user()).flatMap(draft -> {
            if (draft == null) {
                return revisions
                        .publish(app, commit, edit)
                        .invoke(newest -> edit.published(commit, newest))
                        .map(Revision::view);
            }
            if (attempts == 0) {
                return Uni.createFrom().failure(draft.deploying ? beingDeployed() : crowded());
            }
            Uni<View> again = Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(PAUSE)
                    .flatMap(x -> submit(app, commit, edit, attempts - 1));
            return draft.deploying
                    ? again
                    : stage(draft, edit)
                            .onItem()
                            .ifNotNull()
                            .invoke(view -> edit.deed.staged(draft.id))
                            .flatMap(view ->
                                    view == null ? again : Uni.createFrom().item(view));
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
