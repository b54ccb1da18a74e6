package io.valise.changes;

import com.mongodb.MongoException;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.Done;
import io.valise.audit.Origin;
import io.valise.audit.Outcome;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Races;
import io.valise.errors.StoreFailure;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Commit;
import io.valise.revisions.Edit;
import io.valise.revisions.Kind;
import io.valise.revisions.Landed;
import io.valise.revisions.Limits;
import io.valise.revisions.Publisher;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The only way to change an app: a change joins the actor's open draft or, if there is none, is published at once. Also
 * computes the view that an actor sees.
 */
@ApplicationScoped
public class Changes {
    /** How often other requests of the same user may change the draft first before this one fails. */
    private static final int ATTEMPTS = 50;

    private static final Duration PAUSE = Duration.ofMillis(20);

    @Inject
    Drafts drafts;

    @Inject
    Revisions revisions;

    @Inject
    Publisher publisher;

    @Inject
    Limits limits;

    /**
     * What an actor sees of an app.
     *
     * @param newest the deployed revision
     * @param draft the actor's open draft for this kind of client; null if there is none
     */
    public record Sight(Revision newest, @Nullable LoadedDraft draft) {
        /** The draft's view, or the deployed one. */
        public View view() {
            return draft == null ? newest.view() : draft.seen(newest);
        }
    }

    /** The actor's view of the app: the open draft, which is its base with its changes, or the newest revision. */
    public Uni<View> view(Actor actor, ObjectId app) {
        return sight(actor, app).map(Sight::view);
    }

    /** The same, with the deployed revision. */
    public Uni<Sight> sight(Actor actor, ObjectId app) {
        return look(Submission.of(actor, app))
                .flatMap(looked -> looked.draft == null
                        ? Uni.createFrom().item(new Sight(looked.newest, null))
                        : drafts.load(looked.draft).map(draft -> new Sight(looked.newest, draft)));
    }

    private record Looked(@Nullable Draft draft, Revision newest) {}

    /** Runs the independent look-ups concurrently with writing the contents. */
    private Uni<Looked> look(Submission submission) {
        return Uni.combine()
                .all()
                .unis(
                        drafts.open(submission.actor(), submission.app()),
                        revisions.current(submission.app()),
                        submission.contents())
                .with((draft, newest, written) -> new Looked(draft, newest));
    }

    /**
     * Makes a change and returns the actor's view after it. Fails with what the edit throws, with
     * {@code OutcomeUnknown} if the store did not answer, and with {@code StoreUnavailable} if the store failed and
     * nothing was changed.
     */
    public Uni<Done<View>> submit(Submission submission, Edit edit) {
        Submission once = submission.writingOnce();
        Recording recording = new Recording(edit);
        Uni<Done<View>> attempt = Uni.createFrom().deferred(() -> attempt(once, recording));
        return Races.rerun(attempt, ATTEMPTS, PAUSE, PAUSE)
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged);
    }

    /** The edit with its links updated. It may be applied several times; the audit gets the last result. */
    private static final class Recording implements Edit {
        private final Edit edit;
        private volatile ChangeSet last = ChangeSet.NONE;

        Recording(Edit edit) {
            this.edit = edit;
        }

        @Override
        public ChangeSet apply(View view) {
            ChangeSet changes = view.relinking(edit.apply(view));
            last = changes;
            return changes;
        }

        Outcome outcome() {
            return Outcome.changed(Told.items(last));
        }
    }

    private Uni<Done<View>> attempt(Submission submission, Recording edit) {
        return look(submission).flatMap(looked -> {
            Draft draft = looked.draft;
            if (draft == null || isLiveAtOnce(submission)) {
                return publish(submission, edit);
            }
            if (draft.deploying != null) {
                throw new Races.Lost(Drafts.beingDeployed());
            }
            return drafts.load(draft)
                    .flatMap(ready -> stage(submission, ready, looked.newest, edit))
                    .onItem()
                    .ifNull()
                    .failWith(() -> new Races.Lost(crowded()));
        });
    }

    /**
     * The official command line pushes files, and no file holds a secret, so its secrets are not part of its drafts.
     */
    private static boolean isLiveAtOnce(Submission submission) {
        Actor actor = submission.actor();
        return submission.ofSecrets() && actor.origin() == Origin.CLI && actor.mayDeploy();
    }

    private Uni<Done<View>> publish(Submission submission, Recording edit) {
        Commit commit = commit(submission);
        return publish(submission.app(), commit, edit).map(landed -> {
            Revision newest = landed.revision();
            // If the change changed nothing, it made no revision, and the newest one is another change's.
            boolean ours = newest.change.equals(commit.change());
            Outcome outcome = edit.outcome();
            return new Done<>(
                    newest.view(),
                    ours ? outcome.published(newest.change, newest.number) : outcome,
                    landed.confirmed());
        });
    }

    private static Commit commit(Submission submission) {
        Actor actor = submission.actor();
        return Commit.immediate(actor.user(), actor.origin().name())
                .on(submission.base())
                .since(submission.began());
    }

    /** Fails with 412 if the caller requires a certain revision and it is no longer the newest. */
    private Uni<Landed> publish(ObjectId app, Commit commit, Edit edit) {
        return publisher
                .publish(app, commit, edit)
                .onFailure(failure -> ApiException.is(failure, ErrorCode.DeploymentConflict))
                .transform(superseded ->
                        new ApiException(ErrorCode.PreconditionFailed, String.valueOf(superseded.getMessage())));
    }

    /** The draft's view with the edit; null if the draft has changed in the meantime. */
    private Uni<@Nullable Done<View>> stage(Submission submission, LoadedDraft draft, Revision newest, Recording edit) {
        Drafts.requireNewest(submission.base(), draft.base());
        View seen = draft.seen(newest);
        seen.requireWhole();
        ChangeSet changes = edit.apply(seen)
                .stamped(draft.base().number + 1, submission.actor().user());
        Done<View> done = new Done<>(seen.with(changes), edit.outcome().staged(draft.draft().id));
        if (changes.isEmpty()) {
            return Uni.createFrom().item(done);
        }
        List<Change> secrets = draft.isOfCommandLine() && submission.actor().mayDeploy()
                ? changes.items().stream()
                        .filter(change -> change.item().kind() == Kind.SECRET)
                        .toList()
                : List.of();
        ChangeSet staged = new ChangeSet(
                changes.items().stream()
                        .filter(change -> !secrets.contains(change))
                        .toList(),
                changes.tag());
        View after = draft.own().with(staged);
        limits.check(after);
        if (commit(submission).isLate()) {
            throw Publisher.tooSlow();
        }
        if (secrets.isEmpty()) {
            return drafts.join(draft, after).map(joined -> joined == null ? null : done);
        }
        Drafts.requireNewest(submission.base(), newest);
        return deploySecrets(submission, secrets)
                .chain(() -> drafts.join(draft, after)
                        .onFailure(StoreFailure::isOfStore)
                        .transform(StoreFailure::outcomeUnknown))
                .map(joined -> joined == null ? null : done);
    }

    /** Deploys secrets that come with files, as in old exports. */
    private Uni<Void> deploySecrets(Submission submission, List<Change> secrets) {
        return publish(
                        submission.app(),
                        commit(submission),
                        newest -> newest.relinking(ChangeSet.of(secrets).onto(newest)))
                .flatMap(Landed::confirmedRevision)
                .replaceWithVoid();
    }

    private static ApiException crowded() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "too many changes are being made to this draft; nothing was changed");
    }
}
