package io.valise.changes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.MongoException;
import com.mongodb.client.model.Projections;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.audit.Actor;
import io.valise.auth.KeyRemoved;
import io.valise.crypto.Damaged;
import io.valise.crypto.SetAside;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import io.valise.revisions.Blocks;
import io.valise.revisions.Commit;
import io.valise.revisions.Deleted;
import io.valise.revisions.Hash;
import io.valise.revisions.Head;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Opens, changes and discards drafts. */
@ApplicationScoped
public class Drafts {
    private static final Logger LOG = Logger.getLogger(Drafts.class);

    /** Once the answer is known, it waits at most this long for clean-up. */
    private static final Duration BEST_EFFORT = Duration.ofSeconds(2);
    /** Drafts cached in memory; each shares its nodes with its base. */
    private static final int CACHED = 100;

    private final Cache<ObjectId, LoadedDraft> loaded =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    @Inject
    Revisions revisions;

    @Inject
    Blocks blocks;

    @Inject
    DraftSigner signer;

    @Inject
    Event<Damaged> damage;

    @Inject
    Clock clock;

    private volatile double counted = Double.NaN;

    void register(@Observes StartupEvent start, MeterRegistry meters) {
        Gauge.builder("valise.drafts.open", this, drafts -> drafts.counted)
                .description("Open drafts in the store, of all instances")
                .register(meters);
    }

    /**
     * Uses the estimated size of the collection, which is cheap, and runs on a schedule so that a scrape never waits
     * for the store.
     */
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

    /** The actor's open draft in the app, for this kind of client; null if there is none. */
    public Uni<@Nullable Draft> open(Actor actor, ObjectId app) {
        return sound(new Document("app", app)
                .append("user", actor.user())
                .append("kind", actor.origin().name()));
    }

    /** The actor's drafts in these apps for this kind of client, as stored: not checked for damage or deployment. */
    Uni<List<Draft>> openIn(Actor actor, Collection<ObjectId> apps) {
        Document filter = new Document("app", new Document("$in", apps))
                .append("user", actor.user())
                .append("kind", actor.origin().name());
        return Draft.<Draft>mongoCollection()
                .find(filter, new FindOptions().batchSize(apps.size()))
                .collect()
                .asList();
    }

    /** Whether the signature is valid and no deployment of the draft has begun. */
    boolean isSettled(Draft stored) {
        return stored.deploying == null && signer.isGenuine(stored);
    }

    /**
     * The draft that matches the filter. Removes a draft that was deployed and not deleted, and sets aside one that is
     * malformed or was not signed by this service.
     */
    private Uni<@Nullable Draft> sound(Document filter) {
        return Draft.<Draft>find(filter)
                .firstResult()
                .flatMap(draft -> {
                    if (draft == null) {
                        return Uni.createFrom().<@Nullable Draft>nullItem();
                    }
                    if (!isGenuine(draft)) {
                        return SetAside.move(stored(), draft.key()).replaceWith((Draft) null);
                    }
                    if (!isOfApp(draft, filter)) {
                        return Uni.createFrom().<@Nullable Draft>nullItem();
                    }
                    return draft.deploying != null
                            ? unlessDeployed(draft)
                            : Uni.createFrom().item(draft);
                })
                .onFailure(StoreFailure::isMalformed)
                .recoverWithUni(malformed -> setMalformedAside(filter));
    }

    /** A document that has a field twice may match the filter with one value and be read with the other. */
    private static boolean isOfApp(Draft draft, Document filter) {
        return draft.app.equals(filter.get("app"));
    }

    /** Moves a malformed document to another collection, where it is kept for inspection and blocks nothing. */
    private Uni<@Nullable Draft> setMalformedAside(Document filter) {
        return stored().find(filter)
                .invoke(document -> damage.fire(new Damaged(
                        document.get("app") instanceof ObjectId app ? app : null,
                        "draft " + document.get("_id") + ", which is malformed,")))
                .onItem()
                .ignoreAsUni()
                .chain(() -> SetAside.move(stored(), filter))
                .replaceWith((Draft) null);
    }

    private static ReactiveMongoCollection<Document> stored() {
        return Draft.mongoDatabase().getCollection("drafts", Document.class);
    }

    /** All drafts that match the filter, by id, as stored. Invalid ones are set aside. */
    public Multi<Draft> all(Document filter) {
        return stored().find(
                        filter,
                        new FindOptions()
                                .projection(Projections.include("_id", "app"))
                                .sort(new Document("_id", 1))
                                .batchSize(1_000))
                .onItem()
                .transformToUniAndConcatenate(found -> sound(found))
                .filter(Objects::nonNull);
    }

    /** Whether the draft's signature is valid. An invalid draft is reported and must be treated as absent. */
    public boolean isGenuine(Draft draft) {
        boolean genuine = signer.isGenuine(draft);
        if (!genuine) {
            damage.fire(new Damaged(draft.app, "draft " + draft.id));
        }
        return genuine;
    }

    /**
     * Removes the draft if it is already deployed: a process that dies between the commit and the removal leaves it
     * behind.
     */
    private Uni<@Nullable Draft> unlessDeployed(Draft draft) {
        return revisions
                .ofChange(draft.app, draft.id)
                .flatMap(deployed -> deployed == null
                        ? Uni.createFrom().item(draft)
                        : quietly(end(draft)).replaceWith((Draft) null));
    }

    /**
     * The draft with this id if it is the actor's, for any kind of client, or if the actor may deploy other users'
     * drafts. Fails with {@code DraftNotFound} otherwise.
     */
    public Uni<Draft> get(Actor actor, ObjectId app, String id) {
        Uni<@Nullable Draft> found = ObjectId.isValid(id)
                ? sound(Draft.key(app, new ObjectId(id)))
                : Uni.createFrom().nullItem();
        return found.map(draft -> draft != null && isVisible(draft, actor) ? draft : null)
                .onItem()
                .ifNull()
                .failWith(() -> notFound(id));
    }

    /** Like {@link #get}, but only for the actor's own drafts. */
    Uni<Draft> own(Actor actor, ObjectId app, String id) {
        return get(actor, app, id)
                .map(draft -> draft.user.equals(actor.user()) ? draft : null)
                .onItem()
                .ifNull()
                .failWith(() -> notFound(id));
    }

    /** All drafts of the app that the actor may see, oldest first. */
    public Uni<List<Draft>> visible(Actor actor, ObjectId app) {
        return Draft.<Draft>list(new Document("app", app), new Document("_id", 1))
                .onFailure(StoreFailure::isMalformed)
                .recoverWithUni(
                        malformed -> all(new Document("app", app)).collect().asList())
                .map(all -> all.stream()
                        .filter(draft -> draft.app.equals(app) && isGenuine(draft) && isVisible(draft, actor))
                        .toList());
    }

    private static boolean isVisible(Draft draft, Actor actor) {
        return draft.user.equals(actor.user()) || actor.mayDeploy();
    }

    /** Loads the draft with its base. */
    public Uni<LoadedDraft> load(Draft draft) {
        LoadedDraft known = loaded.getIfPresent(draft.id);
        if (known != null && known.draft().step == draft.step && known.draft().base == draft.base) {
            return Uni.createFrom().item(new LoadedDraft(draft, known.base(), known.own()));
        }
        return revisions
                .at(draft.app, draft.base)
                .onItem()
                .ifNull()
                .failWith(() -> baseIsGone(draft))
                .flatMap(base -> revisions
                        .view(draft.app, hash(draft), draft.tag, base.view())
                        .map(own -> remember(new LoadedDraft(draft, base, own))));
    }

    /** The base revisions of these drafts of an app, by number and without their entries. Damaged ones are left out. */
    public Uni<Map<Long, Revision>> bases(ObjectId app, Collection<Draft> drafts) {
        return drafts.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : revisions.documents(
                        app, drafts.stream().map(draft -> draft.base).collect(Collectors.toSet()));
    }

    private LoadedDraft remember(LoadedDraft draft) {
        loaded.put(draft.draft().id, draft);
        return draft;
    }

    private static @Nullable Hash hash(Draft draft) {
        return Blocks.hash(draft.root);
    }

    /**
     * Opens a draft at the app's newest revision. Fails with {@code DraftAlreadyExists}, or with
     * {@code PreconditionFailed} if {@code seen} is not the newest revision.
     *
     * @param seen the newest revision that the caller has seen; null to accept any
     */
    public Uni<LoadedDraft> begin(Actor actor, ObjectId app, @Nullable Long seen) {
        return Uni.combine()
                .all()
                // Looking up the open draft first removes one that was deployed but not deleted.
                .unis(open(actor, app), revisions.current(app))
                .asTuple()
                .flatMap(both -> {
                    if (both.getItem1() != null) {
                        return Uni.createFrom().failure(alreadyExists());
                    }
                    requireNewest(seen, both.getItem2());
                    return persist(actor, both.getItem2());
                });
    }

    private Uni<LoadedDraft> persist(Actor actor, Revision base) {
        Draft draft = new Draft();
        draft.id = new ObjectId();
        draft.app = base.app;
        draft.user = actor.user();
        draft.kind = actor.origin().name();
        draft.base = base.number;
        draft.createdAt = now();
        draft.modifiedAt = draft.createdAt;
        draft.tag = base.tag;
        draft.root = base.root;
        signer.sign(draft);
        return Writes.insert(
                        draft.persist(), () -> Draft.find(draft.key()).count().map(mine -> mine == 1))
                .plug(Writes::decisive)
                .onFailure(StoreFailure::isDuplicateKey)
                .transform(taken -> alreadyExists())
                .chain(() -> keptBase(draft, base)
                        .onFailure(StoreFailure::isOfStore)
                        .transform(StoreFailure::outcomeUnknown));
    }

    /**
     * From the moment the draft exists, the sweep keeps its base. Check that the sweep did not remove it just before.
     */
    private Uni<LoadedDraft> keptBase(Draft draft, Revision base) {
        return revisions
                .exists(base.app, base.number)
                .flatMap(kept -> kept
                        ? Uni.createFrom().item(remember(new LoadedDraft(draft, base, base.view())))
                        : Draft.delete(draft.key()).map(x -> {
                            throw new ApiException(
                                    ErrorCode.DraftConflict,
                                    "revision " + draft.base + " is no longer kept, so no draft was opened; try again");
                        }));
    }

    /** Fails with 412 {@code PreconditionFailed} unless this is the number of the newest revision. */
    public static void requireNewest(@Nullable Long seen, Revision newest) {
        if (seen != null && seen != newest.number) {
            throw new ApiException(
                    ErrorCode.PreconditionFailed,
                    "revision " + seen + " was expected, but the current one is " + newest.number
                            + "; nothing was changed");
        }
    }

    /** Stores a new view of the draft if the draft is unchanged since it was read; null if it has changed. */
    Uni<@Nullable LoadedDraft> join(LoadedDraft before, View after) {
        return replace(before, before.base(), after);
    }

    /** Stores a new base and view of the draft if the draft is unchanged since it was read; null if it has changed. */
    Uni<@Nullable LoadedDraft> replace(LoadedDraft before, Revision base, View after) {
        Draft old = before.draft();
        Draft next = new Draft();
        next.id = old.id;
        next.app = old.app;
        next.user = old.user;
        next.kind = old.kind;
        next.createdAt = old.createdAt;
        next.modifiedAt = now();
        next.base = base.number;
        next.step = old.step + 1;
        next.tag = after.tagState();
        Hash root = after.tree().root(old.app);
        next.root = root == null ? null : root.bytes();
        signer.sign(next);
        View shared = base == before.base() ? before.own() : base.view();
        return blocks.write(old.app, Blocks.beyond(after.tree(), shared.tree(), old.app))
                .chain(() -> step(old, next, true))
                .map(done -> done ? remember(new LoadedDraft(next, base, after)) : null);
    }

    private static Uni<Boolean> step(Draft old, Draft next, boolean mayRepeat) {
        return Draft.<Draft>mongoCollection()
                .replaceOne(old.key().append("step", old.step).append("deploying", null), next)
                .plug(Writes::repeated)
                .flatMap(result ->
                        result.getMatchedCount() == 1 ? Uni.createFrom().item(true) : isMade(next))
                .onFailure(StoreFailure::isOutcomeUnknown)
                .recoverWithUni(silence -> settle(old, next, mayRepeat, silence));
    }

    /** Whether this step was already written: some servers apply a write again when the driver retries it. */
    private static Uni<Boolean> isMade(Draft next) {
        return Draft.<Draft>find(next.key())
                .<Draft>firstResult()
                .map(now -> now != null && now.step == next.step && Arrays.equals(now.signature, next.signature))
                .onFailure(MongoException.class)
                .transform(StoreFailure::outcomeUnknown);
    }

    /**
     * Finds out whether a step without a reply was written. It may still be under way, so it is sent once more: the
     * draft accepts at most one of the two, and neither after another step.
     */
    private static Uni<Boolean> settle(Draft old, Draft next, boolean mayRepeat, Throwable silence) {
        return Draft.<Draft>find(old.key())
                .firstResult()
                .flatMap(now -> {
                    if (now != null && now.step == old.step && mayRepeat) {
                        return step(old, next, false);
                    }
                    return now != null && now.step == next.step
                            ? Uni.createFrom().item(Arrays.equals(now.signature, next.signature))
                            : Uni.createFrom().<Boolean>failure(StoreFailure.outcomeUnknown(silence));
                })
                .onFailure(MongoException.class)
                .transform(StoreFailure::outcomeUnknown);
    }

    /**
     * Discards a draft of the actor's. Fails with {@code DraftNotFound}, or with {@code DraftConflict} while it is
     * being deployed, because it may be live at any moment.
     */
    public Uni<Void> discard(Actor actor, ObjectId app, String id) {
        return own(actor, app, id)
                .flatMap(this::discard)
                .flatMap(discarded -> discarded
                        ? Uni.createFrom().voidItem()
                        : own(actor, app, id).map(draft -> {
                            throw beingDeployed();
                        }));
    }

    /** Discards a draft without checking the caller; false if it is being deployed or does not exist. */
    public Uni<Boolean> discard(Draft draft) {
        if (draft.mayComeYet(now())) {
            return Uni.createFrom().item(false);
        }
        return forget(draft, draft.key().append("deploying", draft.deploying));
    }

    /** Removes a draft that is live. */
    Uni<Boolean> end(Draft draft) {
        return forget(draft, draft.key());
    }

    /**
     * Contents that only this draft names are left to the sweep. Some may have been written before the draft was
     * created.
     */
    private Uni<Boolean> forget(Draft draft, Document filter) {
        loaded.invalidate(draft.id);
        return Head.unsettle(draft.app, draft.createdAt - Commit.LONGEST.toSeconds(), now())
                .chain(() -> Draft.mongoCollection()
                        .deleteOne(filter)
                        .plug(Writes::repeated)
                        .plug(Writes::decisive))
                .map(result -> result.getDeletedCount() == 1);
    }

    void appDeleted(@Observes Deleted deletion) {
        loaded.asMap().values().removeIf(draft -> draft.draft().app.equals(deletion.app()));
    }

    /** Removes the drafts of a removed key; the sweep finds any that are missed here. */
    void keyRemoved(@Observes KeyRemoved removed) {
        Cancellable unused = all(new Document("user", removed.key()))
                .onItem()
                .transformToUniAndConcatenate(this::discard)
                .onItem()
                .ignoreAsUni()
                .subscribe()
                .with(done -> {}, failure -> LOG.debugf("Drafts are left to the sweep: %s", failure.getMessage()));
    }

    /** Runs a clean-up step. The result is already decided, so a failure is only logged. */
    static Uni<Void> quietly(Uni<?> step) {
        return step.ifNoItem()
                .after(BEST_EFFORT)
                .fail()
                .onFailure()
                .invoke(failure -> LOG.debugf("A draft is left to be cleared later: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static ApiException notFound(String id) {
        return new ApiException(ErrorCode.DraftNotFound, "draft not found: \"" + id + "\"");
    }

    private static ApiException alreadyExists() {
        return new ApiException(
                ErrorCode.DraftAlreadyExists, "you already have an open draft of this app; deploy or discard it first");
    }

    static ApiException beingDeployed() {
        return new ApiException(
                ErrorCode.DraftConflict,
                "this draft is being deployed, or its deployment was interrupted; deploy it again, or discard it in a"
                        + " few minutes");
    }

    private static ApiException baseIsGone(Draft draft) {
        return new ApiException(
                ErrorCode.StoreDamaged,
                "the draft's base, revision " + draft.base + ", is missing or was altered; discard the draft");
    }
}
