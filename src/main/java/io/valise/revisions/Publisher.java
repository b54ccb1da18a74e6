package io.valise.revisions;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Races;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import io.valise.platform.CallersContext;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Publishes revisions. Publishing is one insert under the unique index on (app, number). The duplicate key is the
 * compare-and-swap, so a deployment is never half done and there is nothing to roll back.
 *
 * <p>Callers of one app take turns. The caller whose turn it is also publishes the immediate changes that are waiting:
 * each as its own revision, but with one write of blocks and one ordered insert, so that the store only accepts a
 * revision if it has accepted the one before it. A change that is refused in such a batch, or loses the race for its
 * number, is then published on its own.
 */
@ApplicationScoped
public class Publisher {
    /** Attempts when other instances keep taking the next number. Callers of this instance queue instead. */
    private static final int ATTEMPTS = 12;

    private static final Duration PAUSE = Duration.ofMillis(4);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    /** Maximum changes per batch. */
    private static final int TOGETHER = 32;
    /** No more changes join a batch once it writes this many blocks. */
    private static final int BLOCKS_TOGETHER = 128;

    /** Long enough for an election of the store, which the caller whose turn it is may have to wait for. */
    private static final Duration QUEUE_LIMIT = Duration.ofSeconds(40);

    /** The publications that nobody has started yet, by app, in order of arrival. */
    private final Map<ObjectId, Deque<Publication>> waiting = new ConcurrentHashMap<>();

    @Inject
    Vertx vertx;

    @Inject
    Revisions revisions;

    @Inject
    Blocks blocks;

    @Inject
    RevisionSigner signer;

    @Inject
    Floors floors;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    @Inject
    Event<Published> deployed;

    @Inject
    DeploymentResults results;

    /**
     * Publishes the next revision: the edit applied to the newest one. An edit without changes publishes nothing,
     * unless it is a draft's or a redeployment. If the store fails, this fails with {@code OutcomeUnknown} if the
     * revision may exist or may still appear, and with {@code StoreUnavailable} if it certainly does not and will not.
     *
     * @return the new revision, or the one that an earlier attempt of this change published
     */
    public Uni<Landed> publish(ObjectId app, Commit commit, Edit edit) {
        return publish(app, commit, edit, null);
    }

    /**
     * The same, after a step that ensures that the contents of the changes exist. If it fails, nothing is published.
     */
    public Uni<Landed> publish(
            ObjectId app, Commit commit, Edit edit, @Nullable Function<ChangeSet, Uni<Void>> secureContents) {
        Publication publication = new Publication(app, commit, edit, secureContents);
        Uni<Landed> landed = CallersContext.returning(Uni.createFrom().completionStage(publication.result))
                .map(publication::landed)
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged)
                .onFailure()
                .invoke(results::failed);
        // If the client disconnects, only its wait is cancelled: a publication that has begun is finished, and the turn
        // is passed on.
        return Uni.createFrom().emitter(caller -> {
            enter(publication);
            Cancellable unusedAnswer = landed.subscribe().with(caller::complete, caller::fail);
            Cancellable unusedTurn = inTurn(publication)
                    .subscribe()
                    .with(done -> {}, failure -> publication.result.completeExceptionally(failure));
        });
    }

    private void enter(Publication publication) {
        waiting.compute(publication.app, (app, queue) -> {
            Deque<Publication> those = queue == null ? new ArrayDeque<>() : queue;
            those.add(publication);
            return those;
        });
    }

    /**
     * Waits for the turn, then publishes this one, with others, unless another caller already has. Fails if it waits
     * too long.
     */
    private Uni<Void> inTurn(Publication mine) {
        return vertx.sharedData()
                .getLocalLockWithTimeout("publish/" + mine.app.toHexString(), QUEUE_LIMIT.toMillis())
                .onItem()
                .transformToUni(turn -> Uni.createFrom()
                        .deferred(() -> publish(taken(mine)))
                        .onTermination()
                        .invoke(turn::release))
                .onFailure(busy -> !leave(mine))
                .recoverWithNull()
                .onFailure()
                .transform(busy -> tooBusy());
    }

    /** Removes this one and those that can join its batch from the queue; empty if it is no longer queued. */
    private List<Publication> taken(Publication mine) {
        List<Publication> taken = new ArrayList<>();
        waiting.computeIfPresent(mine.app, (app, queue) -> {
            if (queue.remove(mine)) {
                taken.add(mine);
                Iterator<Publication> others = queue.iterator();
                while (mine.isSociable() && others.hasNext() && taken.size() < TOGETHER) {
                    Publication other = others.next();
                    if (other.isSociable()) {
                        others.remove();
                        taken.add(other);
                    }
                }
            }
            return queue.isEmpty() ? null : queue;
        });
        return taken;
    }

    /** Leaves the queue; false if another caller has already taken it. */
    private boolean leave(Publication publication) {
        AtomicBoolean left = new AtomicBoolean();
        waiting.computeIfPresent(publication.app, (app, queue) -> {
            left.set(queue.remove(publication));
            return queue.isEmpty() ? null : queue;
        });
        return left.get();
    }

    /** Publishes these, in a batch as far as possible, and completes each with its result. Does not fail. */
    private Uni<Void> publish(List<Publication> taken) {
        Uni<Void> done =
                Uni.createFrom().deferred(() -> together(taken)).onFailure().recoverWithNull();
        for (Publication one : taken) {
            done = done.chain(one::byItself);
        }
        return done;
    }

    /**
     * Publishes those whose changes can be applied in sequence, if there are at least two. The cached revision may be
     * outdated, so an edit that fails here is left out and tried again on its own.
     */
    private Uni<Void> together(List<Publication> taken) {
        Revision newest = taken.size() > 1 ? revisions.cached(taken.get(0).app) : null;
        if (newest == null) {
            return Uni.createFrom().voidItem();
        }
        List<Made> made = new ArrayList<>();
        List<Block> written = new ArrayList<>();
        Revision last = newest;
        for (Publication publication : taken) {
            Made next = written.size() < BLOCKS_TOGETHER ? publication.inCompany(last) : null;
            if (next != null) {
                made.add(next);
                written.addAll(next.blocks);
                last = next.revision;
            }
        }
        if (made.size() < 2) {
            return Uni.createFrom().voidItem();
        }
        return blocks.write(last.app, written)
                .chain(() -> made.stream().anyMatch(one -> one.by.commit.isLate())
                        ? Uni.createFrom().voidItem()
                        : insert(made))
                .onFailure()
                .invoke(failure -> made.forEach(one -> one.by.result.completeExceptionally(failure)));
    }

    /**
     * One ordered insert: after the first rejected revision none is accepted, and the rest are published one by one.
     */
    private Uni<Void> insert(List<Made> made) {
        return Revision.<Revision>mongoCollection()
                .insertMany(made.stream().map(Made::revision).toList())
                .invoke(() -> won(made))
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> {
                    if (StoreFailure.isOutcomeUnknown(failure)) {
                        return settle(made, 0, failure);
                    }
                    if (failure instanceof MongoBulkWriteException partly) {
                        won(made.subList(0, partly.getWriteErrors().get(0).getIndex()));
                        return Uni.createFrom().voidItem();
                    }
                    if (Writes.isNotMade(failure)) {
                        return Uni.createFrom().voidItem();
                    }
                    return failure instanceof MongoServerException
                            ? brokenOff(made, failure)
                            : Uni.createFrom().failure(failure);
                });
    }

    /** The whole insert failed. Some of the first revisions may have been stored, but no more will be. */
    private Uni<Void> brokenOff(List<Made> made, Throwable failure) {
        List<ObjectId> ids = made.stream().map(one -> one.revision.id).toList();
        return Revision.<Revision>find(
                        new Document("app", made.get(0).revision.app).append("_id", new Document("$in", ids)))
                .count()
                .onFailure(MongoException.class)
                .transform(StoreFailure::outcomeUnknown)
                .flatMap(there -> {
                    won(made.subList(0, there.intValue()));
                    return Uni.createFrom().failure(failure);
                });
    }

    private void won(List<Made> made) {
        if (made.isEmpty()) {
            return;
        }
        Revision last = made.get(made.size() - 1).revision;
        revisions.remember(last);
        Uni<Void> moved = CallersContext.returning(
                moveHead(last.app, last.number).memoize().indefinitely());
        made.forEach(one -> one.by.publishedAs(one.revision, moved));
    }

    /** Finds out, in order, which revisions were stored: after one that was not, none was and none will be. */
    private Uni<Void> settle(List<Made> made, int at, Throwable silence) {
        if (at == made.size()) {
            return Uni.createFrom().voidItem();
        }
        Made next = made.get(at);
        return settle(next.revision, true, silence).chain(won -> {
            if (won != next.revision) {
                return Uni.createFrom().voidItem();
            }
            won(List.of(next));
            return settle(made, at + 1, silence);
        });
    }

    /** A revision ready to be inserted, with its new blocks. */
    private record Made(Publication by, List<Block> blocks, Revision revision) {}

    /** One change on its way to becoming a revision. */
    private final class Publication {
        private final ObjectId app;
        private final Commit commit;
        private final Edit edit;
        private final @Nullable Function<ChangeSet, Uni<Void>> secureContents;
        /** Completed once the change is stored or never will be. */
        private final CompletableFuture<Revision> result = new CompletableFuture<>();
        /** When it was queued, as {@link System#nanoTime}. */
        private final long entered = System.nanoTime();
        /** Whether another instance has published first, so that the cached revision is not the newest. */
        private volatile boolean hasLost;
        /** Null if nothing was published. */
        private volatile @Nullable Uni<Void> confirmed;

        Publication(ObjectId app, Commit commit, Edit edit, @Nullable Function<ChangeSet, Uni<Void>> secureContents) {
            this.app = app;
            this.commit = commit;
            this.edit = edit;
            this.secureContents = secureContents;
        }

        /** Publishes it, unless it is done, and completes it with the result. Does not fail. */
        Uni<Void> byItself() {
            if (result.isDone()) {
                return Uni.createFrom().voidItem();
            }
            return Uni.createFrom()
                    .deferred(() -> System.nanoTime() - entered > QUEUE_LIMIT.toNanos()
                            ? Uni.createFrom().failure(tooBusy())
                            : Races.rerun(Uni.createFrom().deferred(this::attempt), ATTEMPTS, PAUSE, LONGEST_PAUSE))
                    .invoke(result::complete)
                    .onFailure()
                    .invoke(result::completeExceptionally)
                    .onFailure()
                    .recoverWithNull()
                    .replaceWithVoid();
        }

        void publishedAs(Revision revision, Uni<Void> headMoved) {
            confirmed = headMoved;
            result.complete(revision);
        }

        /** Whether it can be published in a batch. */
        boolean isSociable() {
            return isImmediate() && commit.only() == null && secureContents == null;
        }

        /** Applies it to a revision that is not stored yet; null if it must be published on its own. */
        @Nullable
        Made inCompany(Revision before) {
            try {
                ChangeSet changes = changes(before);
                return !changes.isEmpty() && before.view().next(changes) instanceof Next.State state
                        ? made(before, state.view())
                        : null;
            } catch (RuntimeException refusal) {
                // It is reported when it is published on its own, and does not block the others.
                return null;
            }
        }

        private boolean isImmediate() {
            return commit.draft() == null && commit.redeployedFrom() == null;
        }

        /**
         * The first attempt uses the cached revision, which the previous caller in the queue has just updated. If
         * another instance was faster, the insert fails, and the newest revision is read.
         */
        private Uni<Revision> attempt() {
            Revision cached = hasLost ? null : revisions.cached(app);
            return cached != null ? onCached(cached) : revisions.current(app).flatMap(this::on);
        }

        /** The cached revision may be outdated, so an edit that fails on it is tried again on the newest one. */
        private Uni<Revision> onCached(Revision cached) {
            return Uni.createFrom()
                    .deferred(() -> on(cached))
                    .onFailure(failure -> failure instanceof ApiException api && api.status() < 500)
                    .recoverWithUni(refusal -> revisions
                            .current(app)
                            .flatMap(current -> current.number == cached.number
                                    ? Uni.createFrom().failure(refusal)
                                    : on(current)));
        }

        private Uni<Revision> on(Revision current) {
            if (commit.only() != null && commit.only() != current.number) {
                return already(superseded(commit.only(), current.number));
            }
            ChangeSet changes = changes(current);
            if (changes.isEmpty() && isImmediate()) {
                return Uni.createFrom().item(current);
            }
            Next next = current.view().next(changes);
            if (next instanceof Next.Conflict conflict) {
                return revisions
                        .whoRemoved(current, conflict.items())
                        .flatMap(items -> already(Conflicts.of(items, current)));
            }
            Made made = made(current, ((Next.State) next).view());
            return blocks.write(app, made.blocks)
                    .chain(() -> secureContents == null ? Uni.createFrom().voidItem() : secureContents.apply(changes))
                    .invoke(() -> {
                        if (commit.isLate()) {
                            throw tooSlow();
                        }
                    })
                    .chain(() -> insert(made.revision, true))
                    .flatMap(won -> won != null ? won(won, made.revision) : lost());
        }

        private ChangeSet changes(Revision before) {
            before.view().requireWhole();
            return edit.apply(before.view())
                    .stamped(floors.after(before.number), commit.draft() == null ? commit.user() : null);
        }

        private Made made(Revision before, View view) {
            limits.check(view);
            Revision revision = new Revision(
                    app,
                    floors.after(before.number),
                    Objects.requireNonNull(before.signature),
                    commit,
                    view,
                    clock.instant().getEpochSecond());
            return new Made(this, Blocks.beyond(view.tree(), before.view().tree(), app), signer.sign(revision));
        }

        /** The revision that an earlier attempt of this change published; otherwise the failure. */
        private Uni<Revision> already(ApiException failure) {
            return revisions
                    .ofChange(app, commit.change())
                    .onItem()
                    .ifNull()
                    .failWith(() -> failure)
                    .flatMap(revisions::loaded);
        }

        private Uni<Revision> lost() {
            hasLost = true;
            return Uni.createFrom().failure(new Races.Lost(tooBusy()));
        }

        private Uni<Revision> won(Revision won, Revision made) {
            confirmed = moveHead(app, won.number);
            if (won == made) {
                revisions.remember(made);
                return Uni.createFrom().item(made);
            }
            return revisions.loaded(won).onFailure(MongoException.class).transform(StoreFailure::outcomeUnknown);
        }

        Landed landed(Revision revision) {
            Uni<Void> moved = confirmed;
            if (moved == null) {
                return new Landed(revision, Uni.createFrom().voidItem());
            }
            results.successful();
            Published published = new Published(app, revision.number);
            deployed.fire(published);
            return new Landed(
                    revision,
                    Uni.join().all(moved, published.steps()).andFailFast().replaceWithVoid());
        }
    }

    /**
     * Moves the head, which also shows whether the app was deleted in the meantime: then it has no revisions, and the
     * sweep removes this one with the rest.
     */
    private Uni<Void> moveHead(ObjectId app, long number) {
        return Head.moveTo(app, number)
                .onFailure()
                // The head is only a hint. It lags behind until the next deployment.
                .recoverWithItem(true)
                .invoke(there -> {
                    if (!there) {
                        revisions.forget(app);
                        throw Revisions.appNotFound(app);
                    }
                })
                .replaceWithVoid();
    }

    /** The inserted revision, or the one that an earlier attempt inserted; null if another change has the number. */
    private Uni<@Nullable Revision> insert(Revision next, boolean mayRepeat) {
        return next.<Revision>persist().plug(Writes::repeated).onFailure().recoverWithUni(failure -> {
            if (StoreFailure.isDuplicateKey(failure)) {
                // An earlier call may have deployed this draft.
                return next.draft == null
                        ? ours(next)
                        : ours(next).onFailure(MongoException.class).transform(StoreFailure::outcomeUnknown);
            }
            if (!StoreFailure.isOutcomeUnknown(failure)) {
                return Uni.createFrom().failure(failure);
            }
            return settle(next, mayRepeat, failure);
        });
    }

    private Uni<@Nullable Revision> ours(Revision next) {
        return revisions
                .ofChange(next.app, next.change)
                .map(found -> found != null && found.id.equals(next.id) ? next : found)
                // A draft's id is known to others, who may have stored a forged document under it.
                .call(found -> found == null && next.draft != null
                        ? revisions.clearStray(next.app)
                        : Uni.createFrom().voidItem());
    }

    /**
     * Finds out whether an unacknowledged insert was stored. It may still be under way, so it is sent once more: the
     * unique indexes accept at most one of the two.
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

    private static ApiException superseded(long expected, long newest) {
        return new ApiException(
                ErrorCode.DeploymentConflict,
                "another deployment came first: the newest revision is " + newest + ", not " + expected
                        + "; nothing was changed");
    }

    /** For a change that began so long ago that the sweep may have removed what it refers to. */
    public static ApiException tooSlow() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "the change took too long to be written; nothing was changed");
    }

    private static ApiException tooBusy() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "too many changes are being made to this app; nothing was changed");
    }
}
