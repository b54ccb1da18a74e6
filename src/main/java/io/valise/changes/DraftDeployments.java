package io.valise.changes;

import com.mongodb.MongoException;
import com.mongodb.client.model.Updates;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.contents.Contents;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import io.valise.revisions.Commit;
import io.valise.revisions.Edit;
import io.valise.revisions.EntityTags;
import io.valise.revisions.Landed;
import io.valise.revisions.Next;
import io.valise.revisions.Publisher;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Deploys drafts, the caller's and those of other users that the caller has reviewed. */
@ApplicationScoped
public class DraftDeployments {
    @Inject
    Drafts drafts;

    @Inject
    Revisions revisions;

    @Inject
    Publisher publisher;

    @Inject
    Contents contents;

    /**
     * Deploys a draft. Repeating the call returns the same deployment.
     *
     * <p>From the first step on no change can join the draft, so the whole draft is published. If this process dies,
     * the draft stays marked, and its owner can deploy or discard it. If the store fails, this fails with
     * {@code OutcomeUnknown} if the draft is or may become live, and with {@code StoreUnavailable} if this call has
     * certainly not deployed it.
     *
     * @param ifMatch the ETag of the draft that was reviewed; required for another user's draft
     */
    public Uni<Revision> deploy(Actor actor, ObjectId app, String id, @Nullable String name, @Nullable String ifMatch) {
        ObjectId call = new ObjectId();
        long began = System.nanoTime();
        return drafts.get(actor, app, id)
                .invoke(draft -> requireReviewed(draft, actor, ifMatch))
                .flatMap(draft -> close(actor, draft, ifMatch, call))
                .flatMap(draft -> publish(
                        draft,
                        Commit.ofDraft(draft.id, actor.user(), actor.origin().name(), name)
                                .since(began),
                        call))
                .onFailure(failure -> ApiException.is(failure, ErrorCode.DraftNotFound))
                .recoverWithUni(gone -> deployedBefore(actor, app, id, gone))
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged);
    }

    private static void requireReviewed(Draft draft, Actor actor, @Nullable String ifMatch) {
        if (draft.user.equals(actor.user())) {
            EntityTags.requireMatch(ifMatch, draft.etag());
        } else {
            EntityTags.requireSeen(
                    ifMatch,
                    draft.etag(),
                    "this is another user's draft: send the ETag of the draft that you reviewed as If-Match");
        }
    }

    private Uni<Draft> close(Actor actor, Draft draft, @Nullable String ifMatch, ObjectId call) {
        return Draft.mongoCollection()
                .updateOne(
                        draft.key().append("step", draft.step).append("deploying", draft.deploying),
                        Updates.set("deploying", call))
                .plug(Writes::repeated)
                .flatMap(result -> result.getMatchedCount() == 1
                        ? Uni.createFrom().item(draft)
                        : drafts.get(actor, draft.app, draft.id.toHexString())
                                .invoke(moved -> requireReviewed(moved, actor, ifMatch))
                                .flatMap(moved -> close(actor, moved, ifMatch, call)))
                .onFailure(failure -> !mayComeYet(draft, failure))
                .call(failure -> reopen(draft, call));
    }

    private Uni<Revision> publish(Draft draft, Commit commit, ObjectId call) {
        // This instance's newest revision of the app may be out of date, so look it up.
        return Uni.combine()
                .all()
                .unis(drafts.load(draft), revisions.current(draft.app))
                .asTuple()
                .flatMap(both -> publisher.publish(
                        draft.app,
                        commit,
                        onNewest(both.getItem1()),
                        changes -> contents.renew(draft.app, changes.afters())
                                .onFailure(failure -> ApiException.is(failure, ErrorCode.DeploymentNotFound))
                                .transform(missing -> contentIsGone())))
                .flatMap(Landed::confirmedRevision)
                .onFailure(
                        failure -> !ApiException.is(failure, ErrorCode.OutcomeUnknown) && !mayComeYet(draft, failure))
                .call(failure -> reopen(draft, call))
                .call(() -> Drafts.quietly(drafts.end(draft)));
    }

    /** The draft's changes. Without conflicts, also updates the links to items that others have deployed since. */
    private static Edit onNewest(LoadedDraft draft) {
        return newest -> newest.next(draft.changes()) instanceof Next.State
                ? newest.relinking(draft.changes())
                : draft.changes();
    }

    /** Whether an earlier call without a reply may still deploy the draft. Then no change may join it. */
    private static boolean mayComeYet(Draft asRead, Throwable failure) {
        return asRead.deploying != null && StoreFailure.isOfStore(failure);
    }

    /** Does nothing if another call has begun to deploy it in the meantime. */
    private static Uni<Void> reopen(Draft draft, ObjectId call) {
        return Drafts.quietly(Draft.mongoCollection()
                .updateOne(draft.key().append("deploying", call), Updates.unset("deploying"))
                .replaceWithVoid());
    }

    private Uni<Revision> deployedBefore(Actor actor, ObjectId app, String id, Throwable gone) {
        if (!ObjectId.isValid(id)) {
            return Uni.createFrom().failure(gone);
        }
        return revisions
                .ofChange(app, new ObjectId(id))
                .map(revision -> revision != null && revision.user.equals(actor.user()) ? revision : null)
                .onItem()
                .ifNull()
                .failWith(() -> gone);
    }

    /** Whether a deployment was attempted and certainly failed. A draft that does not exist was not attempted. */
    public static boolean isFailure(Throwable failure) {
        return !ApiException.is(failure, ErrorCode.DraftNotFound)
                && !ApiException.is(failure, ErrorCode.OutcomeUnknown)
                && !ApiException.is(failure, ErrorCode.PreconditionFailed);
    }

    private static ApiException contentIsGone() {
        return new ApiException(
                ErrorCode.StoreDamaged, "a stored content of the draft is missing; nothing was changed");
    }
}
