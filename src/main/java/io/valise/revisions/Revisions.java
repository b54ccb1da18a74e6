package io.valise.revisions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Reads revisions and caches the newest one of each app. */
@ApplicationScoped
public class Revisions {
    /** Memory per entry in bytes, including its share of the tree and the names: measured, rounded up. */
    private static final long ENTRY_BYTES = 600;
    /** Cached revisions may use a sixth of the heap, or 30,000 entries if that is more. */
    private static final long CACHED_ENTRIES =
            Math.max(30_000, Runtime.getRuntime().maxMemory() / 6 / ENTRY_BYTES);
    /** Revisions per read when moving forward to the newest. */
    private static final int AHEAD = 50;

    private final Cache<ObjectId, Revision> newest = Caffeine.newBuilder()
            .maximumWeight(CACHED_ENTRIES)
            .weigher((ObjectId app, Revision revision) -> 50 + revision.view().size())
            .build();

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

    /** The newest revision when this instance last looked; null if unknown. */
    @Nullable
    Revision cached(ObjectId app) {
        return newest.getIfPresent(app);
    }

    /**
     * The newest revision, loaded. Fails with {@code AppNotFound} if the app has no revision and therefore does not
     * exist.
     */
    public Uni<Revision> current(ObjectId app) {
        Revision known = newest.getIfPresent(app);
        return known == null
                ? fromHead(app)
                : newestFrom(known)
                        // The cached revision was swept before its blocks were read.
                        .onFailure(failure -> ApiException.is(failure, ErrorCode.DeploymentNotFound))
                        .recoverWithUni(swept -> fromHead(app));
    }

    /** A revision of the app with at least this number, loaded. Does not call the store if the cache has one. */
    public Uni<Revision> reached(ObjectId app, long number) {
        Revision known = newest.getIfPresent(app);
        return known != null && known.number >= number ? done(known) : current(app);
    }

    private Uni<Revision> fromHead(ObjectId app) {
        return first(app).flatMap(this::newestFrom);
    }

    /** The revision that the head names, loaded. */
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

    /**
     * The last revision of the chain that starts at the known one. A revision that was not signed here is moved aside.
     */
    private Uni<Revision> following(Revision known, List<Revision> later) {
        Revision last = known;
        for (Revision next : later) {
            if (signer.follows(next, last)) {
                last = next;
            } else if (next.number == last.number + 1) {
                Revision before = last;
                return damagedRevisions.moveAside(next).flatMap(x -> done(before));
            } else {
                // The revisions in between are no longer kept: start again at the head.
                return last == known ? skipped(known, next) : done(last);
            }
        }
        return done(last);
    }

    private Uni<Revision> skipped(Revision known, Revision next) {
        newest.invalidate(known.app);
        if (!signer.isGenuine(next)) {
            return damagedRevisions.moveAside(next).replaceWith(known);
        }
        return first(known.app).invoke(head -> {
            // Revisions after the head are never removed, so one is missing.
            if (head.number <= known.number) {
                throw damagedRevisions.damaged(known.app, "revision " + (known.number + 1));
            }
        });
    }

    private static Uni<Revision> done(Revision revision) {
        return Uni.createFrom().item(revision);
    }

    void remember(Revision revision) {
        newest.asMap().merge(revision.app, revision, (one, other) -> one.number > other.number ? one : other);
    }

    /** The revision with this number, loaded; null if it does not exist or is no longer kept. */
    public Uni<@Nullable Revision> at(ObjectId app, long number) {
        Revision cached = newest.getIfPresent(app);
        if (cached != null && cached.number == number) {
            return Uni.createFrom().item(cached);
        }
        return find(app, number).onItem().ifNotNull().transformToUni(this::loaded);
    }

    /** The previous revision, loaded; null if it does not exist or is no longer kept. */
    public Uni<@Nullable Revision> before(Revision revision) {
        return genuine(
                        revision.app,
                        Revision.<Revision>find(
                                        new Document("app", revision.app)
                                                .append("number", new Document("$lt", revision.number)),
                                        new Document("number", -1))
                                .firstResult())
                .map(found -> found != null && signer.follows(revision, found) ? found : null)
                .onItem()
                .ifNotNull()
                .transformToUni(this::loaded);
    }

    /** The number of the next revision; null if there is none. */
    public Uni<@Nullable Long> numberAfter(ObjectId app, long number) {
        return genuine(
                        app,
                        Revision.<Revision>find(
                                        new Document("app", app).append("number", new Document("$gt", number)),
                                        new Document("number", 1))
                                .firstResult())
                .map(found -> found == null ? null : found.number);
    }

    /** Whether a revision with this number exists. */
    public Uni<Boolean> exists(ObjectId app, long number) {
        return find(app, number).map(revision -> revision != null);
    }

    private Uni<@Nullable Revision> find(ObjectId app, long number) {
        return genuine(
                app,
                Revision.<Revision>find(new Document("app", app).append("number", number))
                        .firstResult());
    }

    /** The revision of a deployment, loaded. Fails with {@code DeploymentNotFound}. */
    public Uni<Revision> ofDeployment(ObjectId app, String id) {
        return document(app, id).flatMap(this::loaded);
    }

    /** The revision of a deployment, not loaded. Fails with {@code DeploymentNotFound}. */
    public Uni<Revision> document(ObjectId app, String id) {
        Uni<@Nullable Revision> found = ObjectId.isValid(id)
                ? genuine(
                        app,
                        Revision.<Revision>find(Revision.key(app, new ObjectId(id)))
                                .firstResult())
                : Uni.createFrom().nullItem();
        return found.map(revision -> revision != null && revision.number > 0 ? revision : null)
                .onItem()
                .ifNull()
                .failWith(() -> deploymentNotFound(id));
    }

    /** The valid revisions among those with these numbers, by number, not loaded. */
    public Uni<Map<Long, Revision>> documents(ObjectId app, Collection<Long> numbers) {
        return Revision.<Revision>list(new Document("app", app).append("number", new Document("$in", numbers)))
                .map(found -> found.stream()
                        .filter(revision -> isGenuine(app, revision))
                        .toList())
                // A malformed document fails the whole query.
                .onFailure(StoreFailure::isMalformed)
                .recoverWithUni(() -> Multi.createFrom()
                        .iterable(numbers)
                        .onItem()
                        .transformToUniAndConcatenate(number -> find(app, number))
                        .collect()
                        .asList())
                .map(sound ->
                        sound.stream().collect(Collectors.toMap(revision -> revision.number, revision -> revision)));
    }

    /** The revision that a change became, not loaded; null if there is none. */
    public Uni<@Nullable Revision> ofChange(ObjectId app, ObjectId change) {
        return genuine(
                app,
                Revision.<Revision>find(new Document("app", app).append("change", change))
                        .firstResult());
    }

    /** Moves aside the app's documents without a valid revision number. */
    public Uni<Void> clearStray(ObjectId app) {
        return damagedRevisions.moveStrayAside(app);
    }

    /** Treats a revision that was not signed here, or belongs to another app, as absent. */
    private Uni<@Nullable Revision> genuine(ObjectId app, Uni<@Nullable Revision> found) {
        return found.onFailure(StoreFailure::isMalformed)
                .recoverWithNull()
                .map(revision -> revision == null || isGenuine(app, revision) ? revision : null);
    }

    /** Whether the signature is valid. An invalid one is reported, and the revision must be treated as absent. */
    public boolean isGenuine(Revision revision) {
        boolean genuine = signer.isGenuine(revision);
        if (!genuine) {
            damagedRevisions.report(revision.app, "revision " + revision.id);
        }
        return genuine;
    }

    /**
     * Whether the signature is valid and the revision belongs to the requested app: a document with a duplicate field
     * may be found by one value and decoded with the other.
     */
    public boolean isGenuine(ObjectId app, Revision revision) {
        return revision.app.equals(app) && isGenuine(revision);
    }

    /**
     * Loads the entries. Only blocks that the newest revision does not share are read. Fails with
     * {@code DeploymentNotFound} if the revision was removed in the meantime.
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
                        // The sweep removes blocks before their revision, so a missing block is only damage if the
                        // revision stays.
                        : Revision.<Revision>find(Revision.key(revision.app, revision.id))
                                .firstResult()
                                .map(now -> now == null || now.going != null ? null : now)
                                .onItem()
                                .ifNull()
                                .failWith(() -> deploymentNotFound(revision.id.toHexString()))
                                .invoke(x -> reportUnread(revision.app, tree))
                                .replaceWith(revision));
    }

    private void reportUnread(ObjectId app, EntryTree tree) {
        tree.unread().forEach(block -> damagedRevisions.report(app, "block " + block));
    }

    /**
     * A view of the app with this tree and tag, such as a draft's. Only blocks that the near view does not have are
     * read.
     */
    public Uni<View> view(ObjectId app, @Nullable Hash root, Tag tag, View near) {
        return blocks.read(app, root, near.tree())
                .invoke(tree -> reportUnread(app, tree))
                .map(tree -> near.moved(tag, tree));
    }

    /** Creates and returns revision 0 of a new app. Call it before the app's own document is inserted. */
    public Uni<Revision> begin(ObjectId app, ObjectId user, String origin, String tag) {
        Head head = new Head();
        head.id = app;
        head.since = now();
        head.unsettledSince = head.since;
        head.changedAt = head.since;
        head.sweptUntil = head.since;
        View empty = View.of(new Tag(tag, 0L, now(), user), EntryTree.EMPTY);
        Revision first = signer.sign(new Revision(app, 0, new byte[0], Commit.immediate(user, origin), empty, now()));
        // The head first: without it, nothing would ever find the revision.
        return Writes.insert(head.persist(), () -> there(Head.findById(app)))
                .chain(() -> Writes.insert(
                        first.persist(),
                        () -> there(Revision.find(new Document("app", app).append("_id", first.id))
                                .firstResult())))
                .plug(Writes::preparatory)
                .replaceWith(first);
    }

    private static Uni<Boolean> there(Uni<?> found) {
        return found.map(document -> document != null);
    }

    void deleted(@Observes Deleted deletion) {
        forget(deletion.app());
    }

    /** Drops a deleted app from the cache. */
    void forget(ObjectId app) {
        newest.invalidate(app);
    }

    /** What conflicts if these changes are applied to the newest revision, as {@link #whoRemoved} names it. */
    public Uni<List<Next.Item>> conflicts(Revision newest, ChangeSet changes) {
        return newest.view().next(changes) instanceof Next.Conflict conflict
                ? whoRemoved(newest, conflict.items())
                : Uni.createFrom().item(List.of());
    }

    /** The conflicts with the author of each deletion added, as far as the kept history has it. */
    public Uni<List<Next.Item>> whoRemoved(Revision newest, List<Next.Item> conflicts) {
        List<ObjectId> gone = conflicts.stream()
                .map(Next.Item::removed)
                .filter(Objects::nonNull)
                .toList();
        if (gone.isEmpty()) {
            return Uni.createFrom().item(conflicts);
        }
        return remover(newest, gone, new HashMap<>(), limits.history()).map(removers -> {
            List<Next.Item> named = new ArrayList<>();
            for (Next.Item item : conflicts) {
                Revision remover = item.removed() == null ? null : removers.get(item.removed());
                named.add(remover == null ? item : item.who(remover.user, remover.deployedAt));
            }
            return named;
        });
    }

    /** Walks back until each id is found: the revision after that one removed it. */
    private Uni<Map<ObjectId, Revision>> remover(
            Revision without, List<ObjectId> gone, Map<ObjectId, Revision> found, int left) {
        if (left == 0 || without.number == 0 || gone.isEmpty()) {
            return Uni.createFrom().item(found);
        }
        return before(without).flatMap(before -> {
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

    private long now() {
        return clock.instant().getEpochSecond();
    }

    /** For a deployment that does not exist, or is no longer kept. */
    public static ApiException deploymentNotFound(String id) {
        return new ApiException(ErrorCode.DeploymentNotFound, "deployment not found: \"" + id + "\"");
    }

    static ApiException appNotFound(ObjectId app) {
        return appNotFound(app.toHexString());
    }

    /**
     * For an app that does not exist, or not where the caller may see it.
     *
     * @param id as the caller wrote it
     */
    public static ApiException appNotFound(String id) {
        return new ApiException(ErrorCode.AppNotFound, "app not found: \"" + id + "\"");
    }
}
