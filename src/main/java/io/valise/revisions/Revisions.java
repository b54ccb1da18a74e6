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

/** Reads revisions, and keeps the newest of each app in memory. */
@ApplicationScoped
public class Revisions {
    /** What an entry takes in memory, in bytes, with its share of the tree and the names: measured, and rounded up. */
    private static final long ENTRY_BYTES = 600;
    /** A sixth of the heap may hold the newest revisions of apps, and at least as much as this. */
    private static final long CACHED_ENTRIES =
            Math.max(30_000, Runtime.getRuntime().maxMemory() / 6 / ENTRY_BYTES);
    /** Revisions read at once on the way to the newest. */
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

    /** What was the newest revision when this instance last looked; null if it does not know. */
    @Nullable
    Revision cached(ObjectId app) {
        return newest.getIfPresent(app);
    }

    /** The newest revision, loaded; fails with {@code AppNotFound} if the app has none, so is not there. */
    public Uni<Revision> current(ObjectId app) {
        Revision known = newest.getIfPresent(app);
        return known == null
                ? fromHead(app)
                : newestFrom(known)
                        // One that was the newest a moment ago has been swept before its blocks were read.
                        .onFailure(failure -> ApiException.is(failure, ErrorCode.DeploymentNotFound))
                        .recoverWithUni(swept -> fromHead(app));
    }

    /** A revision of the app with this number or a later one, loaded: without a store call if one is known here. */
    public Uni<Revision> reached(ObjectId app, long number) {
        Revision known = newest.getIfPresent(app);
        return known != null && known.number >= number ? done(known) : current(app);
    }

    private Uni<Revision> fromHead(ObjectId app) {
        return first(app).flatMap(this::newestFrom);
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

    /** The last of these that follows the known one; one that was not signed here is moved aside. */
    private Uni<Revision> following(Revision known, List<Revision> later) {
        Revision last = known;
        for (Revision next : later) {
            if (signer.follows(next, last)) {
                last = next;
            } else if (next.number == last.number + 1) {
                Revision before = last;
                return damagedRevisions.moveAside(next).flatMap(x -> done(before));
            } else {
                // What was between them is no longer kept: begin anew at the head.
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
            // No revision after the head is ever removed.
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

    /** The revision with this number, loaded; null if there is none, or none any more. */
    public Uni<@Nullable Revision> at(ObjectId app, long number) {
        Revision cached = newest.getIfPresent(app);
        if (cached != null && cached.number == number) {
            return Uni.createFrom().item(cached);
        }
        return find(app, number).onItem().ifNotNull().transformToUni(this::loaded);
    }

    /** The revision before this one, loaded; null if there is none, or none any more. */
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

    /** The number of the revision after this one; null if there is none. */
    public Uni<@Nullable Long> numberAfter(ObjectId app, long number) {
        return genuine(
                        app,
                        Revision.<Revision>find(
                                        new Document("app", app).append("number", new Document("$gt", number)),
                                        new Document("number", 1))
                                .firstResult())
                .map(found -> found == null ? null : found.number);
    }

    /** Whether there is a revision with this number. */
    public Uni<Boolean> exists(ObjectId app, long number) {
        return find(app, number).map(revision -> revision != null);
    }

    private Uni<@Nullable Revision> find(ObjectId app, long number) {
        return genuine(
                app,
                Revision.<Revision>find(new Document("app", app).append("number", number))
                        .firstResult());
    }

    /** The revision of a deployment, loaded; fails with {@code DeploymentNotFound}. */
    public Uni<Revision> ofDeployment(ObjectId app, String id) {
        return document(app, id).flatMap(this::loaded);
    }

    /** The document of a deployment's revision, without its view; fails with {@code DeploymentNotFound}. */
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

    /** Those of the revisions with these numbers that are sound, by their numbers and not loaded. */
    public Uni<Map<Long, Revision>> documents(ObjectId app, Collection<Long> numbers) {
        return Revision.<Revision>list(new Document("app", app).append("number", new Document("$in", numbers)))
                .map(found -> found.stream()
                        .filter(revision -> isGenuine(app, revision))
                        .toList())
                // One that is malformed fails the whole command.
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

    /** The revision that a change became, not loaded; null if it has become none. */
    public Uni<@Nullable Revision> ofChange(ObjectId app, ObjectId change) {
        return genuine(
                app,
                Revision.<Revision>find(new Document("app", app).append("change", change))
                        .firstResult());
    }

    /** Moves aside what is among the app's revisions and has no number that a revision has. */
    public Uni<Void> clearStray(ObjectId app) {
        return damagedRevisions.moveStrayAside(app);
    }

    /** Treats one that was not signed here, or not for this app, as absent. */
    private Uni<@Nullable Revision> genuine(ObjectId app, Uni<@Nullable Revision> found) {
        return found.onFailure(StoreFailure::isMalformed)
                .recoverWithNull()
                .map(revision -> revision == null || isGenuine(app, revision) ? revision : null);
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
     * Whether the revision is as it was signed, and the app's that was asked for: a document in which a field stands twice
     * may be found by one of its values and read with the other.
     */
    public boolean isGenuine(ObjectId app, Revision revision) {
        return revision.app.equals(app) && isGenuine(revision);
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
                        // Blocks go before the revision does: it is damage only if the revision stays.
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

    /** A view of the app with this tree and tag, such as a draft's: what the near one does not have is read. */
    public Uni<View> view(ObjectId app, @Nullable Hash root, Tag tag, View near) {
        return blocks.read(app, root, near.tree())
                .invoke(tree -> reportUnread(app, tree))
                .map(tree -> near.moved(tag, tree));
    }

    /** Makes and returns revision 0 of a new app, which is not there before its own document is. */
    public Uni<Revision> begin(ObjectId app, ObjectId user, String origin, String tag) {
        Head head = new Head();
        head.id = app;
        head.since = now();
        head.unsettledSince = head.since;
        head.changedAt = head.since;
        head.sweptUntil = head.since;
        View empty = View.of(new Tag(tag, 0L, now(), user), EntryTree.EMPTY);
        Revision first = signer.sign(new Revision(app, 0, new byte[0], Commit.immediate(user, origin), empty, now()));
        // Of a revision without a head nobody would know.
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

    /** Forgets an app that was deleted. */
    void forget(ObjectId app) {
        newest.invalidate(app);
    }

    /** The conflicts, with who has deleted what is gone, as far as the history that is kept says so. */
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

    /** Goes back revision by revision, until each id is found: the one after removed it. */
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

    private static ApiException deploymentNotFound(String id) {
        return new ApiException(ErrorCode.DeploymentNotFound, "deployment not found: \"" + id + "\"");
    }

    static ApiException appNotFound(ObjectId app) {
        return new ApiException(ErrorCode.AppNotFound, "app not found: \"" + app.toHexString() + "\"");
    }
}
