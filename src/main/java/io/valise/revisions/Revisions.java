package io.valise.revisions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.MongoException;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads and publishes revisions. Publishing is one insert under the unique index on (app, number): the duplicate key
 * is the compare-and-swap, so there is never half a deployment and nothing to roll back.
 */
@ApplicationScoped
public class Revisions {
    /** What an entry takes in memory, in bytes, with its share of the tree and the names: measured, and rounded up. */
    private static final long ENTRY_BYTES = 600;
    /** A sixth of the heap may hold the newest revisions of apps, and at least as much as this. */
    private static final long CACHED_ENTRIES =
            Math.max(30_000, Runtime.getRuntime().maxMemory() / 6 / ENTRY_BYTES);
    /** Races for a number that are lost to other instances before giving up; this instance's own callers queue. */
    private static final int ATTEMPTS = 12;
    /** Revisions read at once on the way to the newest. */
    private static final int AHEAD = 50;

    private static final Duration QUEUE_LIMIT = Duration.ofSeconds(20);

    private final Cache<ObjectId, Revision> newest = Caffeine.newBuilder()
            .maximumWeight(CACHED_ENTRIES)
            .weigher((ObjectId app, Revision revision) -> 50 + revision.view().size())
            .build();

    @Inject
    Vertx vertx;

    @Inject
    Blocks blocks;

    @Inject
    RevisionSigner signer;

    @Inject
    DamagedRevisions damagedRevisions;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    @Inject
    Event<Published> deployed;

    @Inject
    DeploymentResults results;

    /** The newest revision, loaded; fails with {@code AppNotFound} if the app has none, so is not there. */
    public Uni<Revision> current(ObjectId app) {
        Revision cached = newest.getIfPresent(app);
        Uni<Revision> known = cached != null ? Uni.createFrom().item(cached) : first(app);
        return known.flatMap(this::newestFrom);
    }

    /** Where to begin: the revision that the head names, loaded. */
    private Uni<Revision> first(ObjectId app) {
        return Head.<Head>findById(app)
                .map(head -> head == null || head.deleted ? null : head)
                .onItem()
                .ifNull()
                .failWith(() -> appNotFound(app))
                .flatMap(head -> find(app, head.number)
                        .onItem()
                        .ifNull()
                        .failWith(() -> damagedRevisions.damaged(app, "revision " + head.number)))
                .flatMap(revision -> load(revision, EntryTree.EMPTY, null));
    }

    private Uni<Revision> newestFrom(Revision known) {
        return after(known)
                .onFailure(StoreFailure::isMalformed)
                .recoverWithUni(malformed -> damagedRevisions
                        .moveMalformedAside(known.app, known.number)
                        .chain(() -> after(known)))
                .flatMap(later -> following(known, later))
                .flatMap(last -> last == known
                        ? Uni.createFrom().item(known)
                        : load(last, known.view().tree(), known.view()).flatMap(this::newestFrom))
                .invoke(this::remember);
    }

    private static Uni<List<Revision>> after(Revision known) {
        return Revision.<Revision>mongoCollection()
                .find(
                        new Document("app", known.app).append("number", new Document("$gt", known.number)),
                        new FindOptions().sort(new Document("number", 1)).limit(AHEAD))
                .collect()
                .asList();
    }

    /** The last of these that follows the known one without a gap; one that was not signed here is moved aside. */
    private Uni<Revision> following(Revision known, List<Revision> later) {
        Revision last = known;
        for (Revision next : later) {
            if (next.number != last.number + 1) {
                // What was between them is no longer kept: begin anew at the head.
                return last == known && next.number > known.number + 1 ? skipped(known, next) : done(last);
            }
            if (!signer.follows(next, last)) {
                Revision before = last;
                return damagedRevisions.moveAside(next).flatMap(x -> done(before));
            }
            last = next;
        }
        return done(last);
    }

    private Uni<Revision> skipped(Revision known, Revision next) {
        newest.invalidate(known.app);
        if (!signer.isGenuine(next)) {
            return damagedRevisions.moveAside(next).replaceWith(known);
        }
        return first(known.app).invoke(head -> {
            // No revision after the head is ever removed.
            if (head.number <= known.number) {
                throw damagedRevisions.damaged(known.app, "revision " + (known.number + 1));
            }
        });
    }

    private static Uni<Revision> done(Revision revision) {
        return Uni.createFrom().item(revision);
    }

    private void remember(Revision revision) {
        newest.asMap().merge(revision.app, revision, (one, other) -> one.number > other.number ? one : other);
    }

    /** The revision with this number, loaded; null if there is none, or none any more. */
    public Uni<@Nullable Revision> at(ObjectId app, long number) {
        Revision cached = newest.getIfPresent(app);
        if (cached != null && cached.number == number) {
            return Uni.createFrom().item(cached);
        }
        return find(app, number).onItem().ifNotNull().transformToUni(this::loaded);
    }

    /** Whether there is a revision with this number. */
    public Uni<Boolean> exists(ObjectId app, long number) {
        return find(app, number).map(revision -> revision != null);
    }

    private Uni<@Nullable Revision> find(ObjectId app, long number) {
        return genuine(Revision.<Revision>find(new Document("app", app).append("number", number))
                .firstResult());
    }

    /** The revision of a deployment, loaded; fails with {@code DeploymentNotFound}. */
    public Uni<Revision> ofDeployment(ObjectId app, String id) {
        return document(app, id).flatMap(this::loaded);
    }

    /** The document of a deployment's revision, without its view; fails with {@code DeploymentNotFound}. */
    public Uni<Revision> document(ObjectId app, String id) {
        Uni<@Nullable Revision> found = ObjectId.isValid(id)
                ? genuine(Revision.findById(new ObjectId(id)))
                : Uni.createFrom().nullItem();
        return found.map(revision ->
                        revision != null && revision.app.equals(app) && revision.number > 0 ? revision : null)
                .onItem()
                .ifNull()
                .failWith(() -> deploymentNotFound(id));
    }

    /** The revision that a change became, not loaded; null if it has become none. */
    public Uni<@Nullable Revision> ofChange(ObjectId app, ObjectId change) {
        return genuine(Revision.<Revision>find(new Document("app", app).append("change", change))
                .firstResult());
    }

    /** Treats one that was not signed here as absent. */
    private Uni<@Nullable Revision> genuine(Uni<@Nullable Revision> found) {
        return found.onFailure(StoreFailure::isMalformed)
                .recoverWithNull()
                .map(revision -> revision == null || isGenuine(revision) ? revision : null);
    }

    /** Whether the revision is as it was signed; one that is not is reported, and must be treated as absent. */
    public boolean isGenuine(Revision revision) {
        boolean genuine = signer.isGenuine(revision);
        if (!genuine) {
            damagedRevisions.report(revision.app, "revision " + revision.id);
        }
        return genuine;
    }

    /**
     * The revision with its blocks: those that the newest does not share are read. Fails with {@code
     * DeploymentNotFound} if they have gone with it meanwhile.
     */
    public Uni<Revision> loaded(Revision revision) {
        if (revision.isLoaded()) {
            return Uni.createFrom().item(revision);
        }
        Revision near = newest.getIfPresent(revision.app);
        return near == null
                ? load(revision, EntryTree.EMPTY, null)
                : load(revision, near.view().tree(), near.view());
    }

    private Uni<Revision> load(Revision revision, EntryTree near, @Nullable View nearView) {
        return blocks.read(revision.app, Blocks.hash(revision.root), near)
                .invoke(tree -> revision.load(
                        nearView == null ? View.of(revision.tag, tree) : nearView.moved(revision.tag, tree)))
                .flatMap(tree -> tree.unread().isEmpty()
                        ? Uni.createFrom().item(revision)
                        : Revision.<Revision>findById(revision.id)
                                .onItem()
                                .ifNull()
                                .failWith(() -> deploymentNotFound(revision.id.toHexString()))
                                .replaceWith(revision));
    }

    /** A view of the app with this tree and tag, such as a draft's: what the near one does not have is read. */
    public Uni<View> view(ObjectId app, @Nullable Hash root, Tag tag, View near) {
        return blocks.read(app, root, near.tree()).map(tree -> near.moved(tag, tree));
    }

    /** Makes and returns revision 0 of a new app. */
    public Uni<Revision> begin(ObjectId app, ObjectId user, String origin, String tag) {
        Head head = new Head();
        head.id = app;
        head.since = now();
        head.sweptUntil = head.since;
        View empty = View.of(new Tag(tag, 0, now(), user), EntryTree.EMPTY);
        Revision first = signer.sign(new Revision(app, 0, new byte[0], Commit.immediate(user, origin), empty, now()));
        return first.<Revision>persist().call(head::persist);
    }

    /**
     * Publishes the next revision: the edit on the newest one. An edit that changes nothing publishes nothing, unless
     * it is a draft's or a redeployment. Where the store fails, this fails with {@code OutcomeUnknown} if the revision
     * may be there or come yet, and with {@code StoreUnavailable} if it is certain that it is not and will not.
     *
     * @return the new revision, or the one that this very change has become before
     */
    public Uni<Landed> publish(ObjectId app, Commit commit, Edit edit) {
        return publish(app, commit, edit, changes -> Uni.createFrom().voidItem());
    }

    /**
     * The same, after a step that makes sure of the contents that the changes name; nothing is published if it fails.
     */
    public Uni<Landed> publish(ObjectId app, Commit commit, Edit edit, Function<ChangeSet, Uni<Void>> secureContents) {
        Publication publication = new Publication(app, commit, edit, secureContents);
        Uni<Landed> inTurn = vertx.sharedData()
                .getLocalLockWithTimeout("publish/" + app.toHexString(), QUEUE_LIMIT.toMillis())
                .onFailure()
                .transform(busy -> tooBusy())
                .flatMap(turn -> Uni.createFrom()
                        .deferred(() -> publication.attempt(1))
                        .onTermination()
                        .invoke(turn::release))
                .map(publication::landed)
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged)
                .onFailure()
                .invoke(results::failed);
        // A caller who hangs up cancels only their wait: the turn is given on, and what has begun is finished.
        return Uni.createFrom().emitter(caller -> {
            Cancellable unused = inTurn.subscribe().with(caller::complete, caller::fail);
        });
    }

    /** One change on its way to a revision. */
    private final class Publication {
        private final ObjectId app;
        private final Commit commit;
        private final Edit edit;
        private final Function<ChangeSet, Uni<Void>> secureContents;
        private boolean published;

        Publication(ObjectId app, Commit commit, Edit edit, Function<ChangeSet, Uni<Void>> secureContents) {
            this.app = app;
            this.commit = commit;
            this.edit = edit;
            this.secureContents = secureContents;
        }

        /**
         * Of those that wait for their turn here, the one before has just told which revision is the newest. If another
         * instance was faster, the insert fails, and the newest is looked for.
         */
        private Uni<Revision> attempt(int attempt) {
            Revision cached = newest.getIfPresent(app);
            return cached != null && attempt == 1
                    ? onCached(cached)
                    : current(app).flatMap(current -> on(current, attempt));
        }

        /** What the edit refuses on a revision that may be old counts only if it refuses it on the newest as well. */
        private Uni<Revision> onCached(Revision cached) {
            return Uni.createFrom()
                    .deferred(() -> on(cached, 1))
                    .onFailure(failure -> failure instanceof ApiException api && api.status() < 500)
                    .recoverWithUni(refusal -> current(app)
                            .flatMap(current -> current.number == cached.number
                                    ? Uni.createFrom().failure(refusal)
                                    : on(current, 2)));
        }

        private Uni<Revision> on(Revision current, int attempt) {
            if (commit.only() != null && commit.only() != current.number) {
                return already(superseded(commit.only(), current.number));
            }
            current.view().requireWhole();
            ChangeSet changes = edit.apply(current.view());
            if (changes.isEmpty() && commit.draft() == null && commit.redeployedFrom() == null) {
                return Uni.createFrom().item(current);
            }
            ChangeSet stamped = changes.stamped(current.number + 1, commit.draft() == null ? commit.user() : null);
            Next next = current.view().next(stamped);
            if (next instanceof Next.Conflict conflict) {
                return whoRemoved(current, conflict.items()).flatMap(items -> already(Conflicts.of(items, current)));
            }
            View view = ((Next.State) next).view();
            limits.check(view);
            Revision revision = signer.sign(new Revision(
                    app, current.number + 1, java.util.Objects.requireNonNull(current.signature), commit, view, now()));
            return blocks.write(Blocks.beyond(view.tree(), current.view().tree(), app))
                    .chain(() -> secureContents.apply(stamped))
                    .invoke(() -> {
                        if (commit.isLate()) {
                            throw tooSlow();
                        }
                    })
                    .chain(() -> insert(revision, true))
                    .flatMap(won -> won != null ? won(won, revision) : again(attempt));
        }

        /** The revision that this change has become before; else the failure. */
        private Uni<Revision> already(ApiException failure) {
            return ofChange(app, commit.change())
                    .onItem()
                    .ifNull()
                    .failWith(() -> failure)
                    .flatMap(Revisions.this::loaded);
        }

        private Uni<Revision> again(int attempt) {
            return attempt < ATTEMPTS
                    ? pause(attempt).flatMap(x -> attempt(attempt + 1))
                    : Uni.createFrom().failure(tooBusy());
        }

        private Uni<Revision> won(Revision won, Revision made) {
            published = true;
            if (won == made) {
                remember(made);
                return Uni.createFrom().item(made);
            }
            return loaded(won);
        }

        Landed landed(Revision revision) {
            if (!published) {
                return new Landed(revision, Uni.createFrom().voidItem());
            }
            results.successful();
            deployed.fire(new Published(app, revision.number));
            return new Landed(revision, moveHead(revision.number));
        }

        /**
         * Moves the head, and sees there whether the app was deleted meanwhile: it has no revisions then, and the sweep
         * removes this one with the rest.
         */
        private Uni<Void> moveHead(long number) {
            return Head.moveTo(app, number)
                    .onFailure()
                    // The head is only a hint: it lags behind until the next deployment.
                    .recoverWithItem(true)
                    .invoke(there -> {
                        if (!there) {
                            forget(app);
                            throw appNotFound(app);
                        }
                    })
                    .replaceWithVoid();
        }
    }

    void deleted(@Observes Deleted deletion) {
        forget(deletion.app());
    }

    /** Forgets an app that was deleted. */
    private void forget(ObjectId app) {
        newest.invalidate(app);
    }

    /** The inserted revision, or the one that the change became earlier; null if another change has the number. */
    private Uni<@Nullable Revision> insert(Revision next, boolean mayRepeat) {
        return next.<Revision>persist().onFailure().recoverWithUni(failure -> {
            if (StoreFailure.isDuplicateKey(failure)) {
                return ours(next);
            }
            if (!StoreFailure.isOutcomeUnknown(failure)) {
                return Uni.createFrom().failure(failure);
            }
            return settle(next, mayRepeat, failure);
        });
    }

    private Uni<@Nullable Revision> ours(Revision next) {
        return ofChange(next.app, next.change).map(found -> found != null && found.id.equals(next.id) ? next : found);
    }

    /**
     * Finds out what became of an insert that was sent and not answered. It may still be under way, so it is sent once
     * more: the unique indexes let at most one of the two in.
     */
    private Uni<@Nullable Revision> settle(Revision next, boolean mayRepeat, Throwable silence) {
        return ours(next)
                .flatMap(ours -> {
                    if (ours != null) {
                        return Uni.createFrom().item(ours);
                    }
                    return mayRepeat
                            ? insert(next, false)
                            : Uni.createFrom().<@Nullable Revision>failure(StoreFailure.outcomeUnknown(silence));
                })
                .onFailure(MongoException.class)
                .transform(StoreFailure::outcomeUnknown);
    }

    /** The conflicts, with who has deleted what is gone, as far as the history that is kept says so. */
    public Uni<List<Next.Item>> whoRemoved(Revision newest, List<Next.Item> conflicts) {
        List<ObjectId> gone = conflicts.stream()
                .map(Next.Item::removed)
                .filter(java.util.Objects::nonNull)
                .toList();
        if (gone.isEmpty()) {
            return Uni.createFrom().item(conflicts);
        }
        return remover(newest, gone, new java.util.HashMap<>(), limits.history())
                .map(removers -> {
                    List<Next.Item> named = new ArrayList<>();
                    for (Next.Item item : conflicts) {
                        Revision remover = item.removed() == null ? null : removers.get(item.removed());
                        named.add(remover == null ? item : item.who(remover.user, remover.deployedAt));
                    }
                    return named;
                });
    }

    /** Goes back revision by revision, until each id is found: the one after removed it. */
    private Uni<java.util.Map<ObjectId, Revision>> remover(
            Revision without, List<ObjectId> gone, java.util.Map<ObjectId, Revision> found, int left) {
        if (left == 0 || without.number == 0 || gone.isEmpty()) {
            return Uni.createFrom().item(found);
        }
        return at(without.app, without.number - 1).flatMap(before -> {
            if (before == null) {
                return Uni.createFrom().item(found);
            }
            List<ObjectId> still = new ArrayList<>();
            for (ObjectId id : gone) {
                if (before.view().get(id) != null) {
                    found.put(id, without);
                } else {
                    still.add(id);
                }
            }
            return remover(before, still, found, left - 1);
        });
    }

    private static Uni<Void> pause(int attempt) {
        long ceiling = Math.min(100, 2L << attempt);
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(1 + ThreadLocalRandom.current().nextLong(ceiling)));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static ApiException superseded(long expected, long newest) {
        return new ApiException(
                ErrorCode.DeploymentConflict,
                "another deployment came first: the newest revision is " + newest + ", not " + expected
                        + "; nothing was changed");
    }

    private static ApiException deploymentNotFound(String id) {
        return new ApiException(ErrorCode.DeploymentNotFound, "deployment not found: \"" + id + "\"");
    }

    private static ApiException appNotFound(ObjectId app) {
        return new ApiException(ErrorCode.AppNotFound, "app not found: \"" + app.toHexString() + "\"");
    }

    private static ApiException tooSlow() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "the change took too long to be written; nothing was changed");
    }

    private static ApiException tooBusy() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "too many changes are being made to this app; nothing was changed");
    }
}
