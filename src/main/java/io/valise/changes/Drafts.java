package io.valise.changes;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Commit;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The life of a draft: opened, added to, deployed or discarded. */
@ApplicationScoped
public class Drafts {
    private static final Logger LOG = Logger.getLogger(Drafts.class);

    @Inject
    Revisions revisions;

    @Inject
    Clock clock;

    private volatile double counted = Double.NaN;

    void register(@Observes StartupEvent start, MeterRegistry meters) {
        Gauge.builder("valise.drafts.open", this, drafts -> drafts.counted)
                .description("Open drafts in the store, those of all instances")
                .register(meters);
    }

    /** A look at the collection's size, not a walk through it; a scrape never waits for the store. */
    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> count() {
        return Draft.mongoCollection()
                .estimatedDocumentCount()
                .invoke(open -> counted = open)
                .onFailure()
                .invoke(unknown -> counted = Double.NaN)
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** The user's open draft in the app; null if there is none. */
    public Uni<@Nullable Draft> open(Actor actor, ObjectId app) {
        return open(app, actor.user());
    }

    Uni<@Nullable Draft> open(ObjectId app, ObjectId user) {
        return Draft.<Draft>find(new Document("app", app).append("user", user))
                .firstResult()
                .flatMap(draft ->
                        draft == null || !draft.deploying ? Uni.createFrom().item(draft) : unlessDeployed(draft));
    }

    /** A process that dies between the commit and the removal of the draft leaves it behind: it is removed here. */
    private Uni<@Nullable Draft> unlessDeployed(Draft draft) {
        return revisions
                .ofChange(draft.app, draft.id)
                .flatMap(deployed -> deployed == null
                        ? Uni.createFrom().item(draft)
                        : quietly(draft.delete()).replaceWith((Draft) null));
    }

    /** The draft with this id if it is the user's and open; fails with {@code DraftNotFound}. */
    public Uni<Draft> get(Actor actor, ObjectId app, String id) {
        return get(app, actor.user(), id);
    }

    Uni<Draft> get(ObjectId app, ObjectId user, String id) {
        return open(app, user)
                .map(draft -> draft != null && draft.id.toHexString().equals(id) ? draft : null)
                .onItem()
                .ifNull()
                .failWith(() -> notFound(id));
    }

    /** Opens a draft at a revision, the app's newest; fails with {@code DraftAlreadyExists}. */
    public Uni<Draft> begin(Actor actor, Revision base) {
        ObjectId user = actor.user();
        // Looking first clears away a draft that was deployed but not removed.
        return open(base.app, user).flatMap(already -> {
            if (already != null) {
                return Uni.createFrom().failure(alreadyExists());
            }
            Draft draft = new Draft();
            draft.id = new ObjectId();
            draft.app = base.app;
            draft.user = user;
            draft.base = base.number;
            draft.createdAt = clock.instant().getEpochSecond();
            draft.changes = ChangeSet.NONE;
            return draft.<Draft>persist()
                    .onFailure(StoreFailure::isDuplicateKey)
                    .transform(taken -> alreadyExists());
        });
    }

    /** Adds changes to the draft as it was read; false if it has moved on since. */
    Uni<Boolean> join(Draft draft, ChangeSet changes) {
        return join(draft, draft.changes.then(changes), true);
    }

    /** Puts other changes in the place of the draft's as it was read; false if it has moved on since. */
    Uni<Boolean> replace(Draft draft, ChangeSet changes) {
        return join(draft, changes, true);
    }

    private static Uni<Boolean> join(Draft draft, ChangeSet all, boolean mayRepeat) {
        return Draft.mongoCollection()
                .updateOne(
                        new Document("_id", draft.id).append("step", draft.step).append("deploying", false),
                        Updates.combine(Updates.set("changes", all), Updates.inc("step", 1L)))
                .map(result -> result.getMatchedCount() == 1)
                .onFailure(StoreFailure::isOutcomeUnknown)
                .recoverWithUni(silence -> settle(draft, all, mayRepeat, silence));
    }

    /**
     * Finds out what became of a step that was sent and not answered. It may still be under way, so it is sent once
     * more: the draft takes at most one of the two, and after another's step neither.
     */
    private static Uni<Boolean> settle(Draft before, ChangeSet all, boolean mayRepeat, Throwable silence) {
        return Draft.<Draft>findById(before.id)
                .flatMap(now -> {
                    if (now != null && now.step == before.step && mayRepeat) {
                        return join(before, all, false);
                    }
                    return now != null && now.step == before.step + 1
                            ? Uni.createFrom().item(now.changes.equals(all))
                            : Uni.createFrom().<Boolean>failure(StoreFailure.outcomeUnknown(silence));
                })
                .onFailure(MongoException.class)
                .transform(StoreFailure::outcomeUnknown);
    }

    /** Discards the draft; fails with {@code DraftNotFound}. */
    public Uni<Void> discard(Actor actor, ObjectId app, String id) {
        return get(actor, app, id).flatMap(Draft::delete);
    }

    /**
     * Puts the draft live. A repetition answers the same deployment.
     *
     * <p>From the first step on nothing joins the draft, so what is published is all of it. If this process dies, the
     * draft stays marked, and its owner deploys it again or discards it. Where the store fails, this fails with {@code
     * OutcomeUnknown} if the draft may be live or become so, and with {@code StoreUnavailable} if it is certain that
     * this call has not put it live.
     */
    public Uni<Revision> deploy(Actor actor, ObjectId app, String id, @Nullable String name) {
        ObjectId user = actor.user();
        return get(app, user, id)
                .flatMap(this::close)
                .flatMap(draft -> publish(
                        draft, Commit.ofDraft(draft.id, user, actor.origin().name(), name)))
                .onFailure(Drafts::isNotFound)
                .recoverWithUni(gone -> deployedBefore(app, user, id, gone))
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged);
    }

    private Uni<Draft> close(Draft draft) {
        return Draft.mongoCollection()
                .updateOne(new Document("_id", draft.id).append("step", draft.step), Updates.set("deploying", true))
                .flatMap(result -> result.getMatchedCount() == 1
                        ? Uni.createFrom().item(draft)
                        : get(draft.app, draft.user, draft.id.toHexString()).flatMap(this::close))
                .onFailure(failure -> !mayComeYet(draft, failure))
                .call(failure -> reopen(draft));
    }

    private Uni<Revision> publish(Draft draft, Commit commit) {
        return revisions
                .publish(draft.app, commit, view -> draft.changes)
                .onFailure(failure -> !isUnknown(failure) && !mayComeYet(draft, failure))
                .call(failure -> reopen(draft))
                .call(() -> quietly(draft.delete()));
    }

    /** Whether an earlier call, which was not answered, may still put the draft live: nothing may join it then. */
    private static boolean mayComeYet(Draft asRead, Throwable failure) {
        return asRead.deploying && StoreFailure.isOfStore(failure);
    }

    private static Uni<Void> reopen(Draft draft) {
        return quietly(Draft.mongoCollection()
                .updateOne(Filters.eq("_id", draft.id), Updates.set("deploying", false))
                .replaceWithVoid());
    }

    private Uni<Revision> deployedBefore(ObjectId app, ObjectId user, String id, Throwable gone) {
        if (!ObjectId.isValid(id)) {
            return Uni.createFrom().failure(gone);
        }
        return revisions
                .ofChange(app, new ObjectId(id))
                .map(revision -> revision != null && revision.user.equals(user) ? revision : null)
                .onItem()
                .ifNull()
                .failWith(() -> gone);
    }

    /** What has been decided by now stands, whether this last step works or not. */
    private static Uni<Void> quietly(Uni<Void> step) {
        return step.onFailure()
                .invoke(failure -> LOG.debugf("A draft is left to be cleared later: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Whether a deployment was tried and known to have failed: a draft that is not there was not tried. */
    public static boolean isDeploymentFailure(Throwable failure) {
        return !isNotFound(failure) && !isUnknown(failure);
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ApiException api && api.code() == ErrorCode.DraftNotFound;
    }

    private static boolean isUnknown(Throwable failure) {
        return failure instanceof ApiException api && api.code() == ErrorCode.OutcomeUnknown;
    }

    private static ApiException notFound(String id) {
        return new ApiException(ErrorCode.DraftNotFound, "draft not found: \"" + id + "\"");
    }

    private static ApiException alreadyExists() {
        return new ApiException(
                ErrorCode.DraftAlreadyExists, "you have an open draft of this app; deploy or discard it first");
    }
}
