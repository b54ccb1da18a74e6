package io.valise.store;

import com.mongodb.client.model.Projections;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.changes.Draft;
import io.valise.changes.Drafts;
import io.valise.changes.LoadedDraft;
import io.valise.contents.Contents;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.platform.InOrder;
import io.valise.revisions.Block;
import io.valise.revisions.Change;
import io.valise.revisions.Entry;
import io.valise.revisions.EntryTree;
import io.valise.revisions.Hash;
import io.valise.revisions.Head;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps one app. Examines only what may have become unused since the last sweep: what was written since then, what
 * later revisions replaced, and what only the expiring revisions use. Removes each of these unless a remaining revision
 * or draft refers to it.
 *
 * <p>Fails with {@code StoreDamaged}, without removing anything, if something that may refer to them cannot be read.
 * Whatever is left can then still be repaired.
 */
@ApplicationScoped
class AppSweep {
    private static final int BATCH = 500;

    @Inject
    Revisions revisions;

    @Inject
    Drafts drafts;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    /** Documents that may be unused. */
    private static final class Candidates {
        final Set<ObjectId> contents = new HashSet<>();
        final Set<Hash> blocks = new HashSet<>();

        boolean areNone() {
            return contents.isEmpty() && blocks.isEmpty();
        }

        /** Adds what the first revision has and the second does not. */
        void replaced(Revision before, Revision after) {
            for (Change change : before.view().changesTo(after.view()).items()) {
                ObjectId content =
                        change.before() == null ? null : change.before().contentId();
                if (content != null) {
                    contents.add(content);
                }
            }
            before.view().tree().hashesBeyond(after.view().tree(), before.app, blocks::add);
        }

        /**
         * Drops the candidates that this view uses. For any revision but the newest, secret contents do not count as
         * used.
         */
        void keep(ObjectId app, View view, boolean withSecrets) {
            view.requireWhole();
            if (!contents.isEmpty()) {
                view.tree().forEach(entry -> {
                    ObjectId content = entry.contentId();
                    if (content != null && (withSecrets || entry.kind() != Kind.SECRET)) {
                        contents.remove(content);
                    }
                });
            }
            if (!blocks.isEmpty()) {
                view.tree().hashesBeyond(EntryTree.EMPTY, app, blocks::remove);
            }
        }
    }

    /** The stored state of an app. */
    private record Found(List<Draft> drafts, List<Revision> revisions) {
        boolean isBase(Revision revision) {
            return drafts.stream().anyMatch(draft -> draft.base == revision.number);
        }
    }

    Uni<Void> sweep(Head head) {
        long cutoff = clock.instant().minus(Sweep.GRACE).getEpochSecond();
        // Drafts before revisions, so that a draft deployed in between is seen as one or the other.
        return drafts.all(new Document("app", head.id))
                .collect()
                .asList()
                .flatMap(open -> genuine(head).map(stored -> new Found(open, stored)))
                .flatMap(found -> sweep(head, found, cutoff));
    }

    private Uni<List<Revision>> genuine(Head head) {
        return stored(head.id)
                .onFailure(StoreFailure::isMalformed)
                .recoverWithItem(List.of())
                .flatMap(stored -> areGenuine(head, stored)
                        ? Uni.createFrom().item(stored)
                        // Looking up the newest revision moves forged ones after it aside.
                        : revisions
                                .current(head.id)
                                .chain(() -> revisions.clearStray(head.id))
                                .chain(() -> stored(head.id))
                                .invoke(left -> {
                                    if (!areGenuine(head, left)) {
                                        throw new ApiException(
                                                ErrorCode.StoreDamaged,
                                                "a revision is missing or was altered; nothing was removed");
                                    }
                                }));
    }

    private static Uni<List<Revision>> stored(ObjectId app) {
        return Revision.list(new Document("app", app), new Document("number", 1));
    }

    private boolean areGenuine(Head head, List<Revision> stored) {
        return !stored.isEmpty()
                && stored.get(stored.size() - 1).number >= head.number
                && stored.stream().allMatch(revisions::isGenuine);
    }

    private Uni<Void> sweep(Head head, Found found, long cutoff) {
        List<Revision> going = new ArrayList<>();
        List<Revision> staying = new ArrayList<>();
        List<Revision> replacing = new ArrayList<>();
        // By count, since numbers have a gap after a restore of the store.
        int past = Math.toIntExact(found.revisions.stream()
                        .filter(revision -> revision.number <= head.number)
                        .count())
                - limits.history();
        for (int i = 0; i < found.revisions.size(); i++) {
            Revision revision = found.revisions.get(i);
            Revision after = i + 1 < found.revisions.size() ? found.revisions.get(i + 1) : null;
            boolean settled = after != null && after.deployedAt < cutoff;
            boolean isPast = revision.going != null || i < past;
            boolean goes = settled && isPast && !found.isBase(revision);
            (goes ? going : staying).add(revision);
            if (after != null && settled && (goes || after.number > head.sweptNumber)) {
                replacing.add(revision);
            }
        }
        long settledNumber = found.revisions.stream()
                .takeWhile(revision -> revision.deployedAt < cutoff)
                .mapToLong(revision -> revision.number)
                .max()
                .orElse(head.sweptNumber);
        Candidates candidates = new Candidates();
        return written(head, cutoff, candidates)
                .chain(() -> InOrder.each(replacing, before -> replaced(before, found, candidates)))
                .chain(() -> candidates.areNone() ? Uni.createFrom().voidItem() : keep(found, staying, candidates))
                .chain(() -> markAsGoing(going))
                .chain(() -> remove(head.id, candidates, cutoff))
                .chain(() -> removeRevisions(going))
                // A draft that was open may have ended in the meantime. What it used is examined once it has settled.
                .chain(() -> found.drafts.isEmpty() || head.changedAt < cutoff
                        ? Head.swept(head, cutoff, settledNumber, isSettled(head, cutoff))
                        : Uni.createFrom().voidItem());
    }

    /**
     * A note covers the following minute, and what it covers may take as long as a publication, so a second grace
     * period is added.
     */
    private static boolean isSettled(Head head, long cutoff) {
        return head.changedAt < cutoff - Sweep.GRACE.toSeconds();
    }

    /** What was written or reused since the last sweep, and is old enough that any publication using it is over. */
    private static Uni<Void> written(Head head, long cutoff, Candidates candidates) {
        if (head.sweptUntil >= cutoff) {
            return Uni.createFrom().voidItem();
        }
        Document used = new Document("app", head.id)
                .append("used", new Document("$gte", head.sweptUntil).append("$lt", cutoff));
        return InOrder.each(
                        Contents.Type.ALL,
                        type -> ids(type.collection(), used)
                                .select()
                                .where(ObjectId.class::isInstance)
                                .invoke(id -> candidates.contents.add((ObjectId) id))
                                .onItem()
                                .ignoreAsUni())
                .chain(() -> ids(Block.mongoCollection(), used)
                        .select()
                        .where(id -> id instanceof Binary hash && hash.length() == Hash.SIZE)
                        .invoke(id -> candidates.blocks.add(Hash.ofBytes(((Binary) id).getData())))
                        .onItem()
                        .ignoreAsUni());
    }

    private static Multi<Object> ids(ReactiveMongoCollection<?> collection, Document filter) {
        return collection
                .find(filter, Document.class, new FindOptions().projection(Projections.include("_id")))
                .map(document -> document.get("_id"));
    }

    private Uni<Void> replaced(Revision before, Found found, Candidates candidates) {
        Revision after = found.revisions.get(found.revisions.indexOf(before) + 1);
        return revisions
                .loaded(after)
                .flatMap(ready -> revisions.loaded(before))
                .invoke(ready -> candidates.replaced(before, after))
                .replaceWithVoid();
    }

    private Uni<Void> keep(Found found, List<Revision> staying, Candidates candidates) {
        Revision newest = found.revisions.get(found.revisions.size() - 1);
        return InOrder.each(
                        staying,
                        revision -> revisions
                                .loaded(revision)
                                .invoke(ready ->
                                        candidates.keep(revision.app, ready.view(), revision.number == newest.number))
                                .replaceWithVoid())
                .chain(() -> InOrder.each(
                        found.drafts,
                        draft -> drafts.load(draft)
                                .invoke(loaded -> keep(loaded, candidates))
                                .replaceWithVoid()));
    }

    /** Keeps all that a draft uses. Of secret contents only the staged ones: all others are kept as deployed. */
    private static void keep(LoadedDraft draft, Candidates candidates) {
        candidates.keep(draft.draft().app, draft.own(), false);
        draft.changes().items().stream()
                .map(Change::after)
                .map(after -> contentId(after))
                .forEach(candidates.contents::remove);
    }

    private static @Nullable ObjectId contentId(@Nullable Entry entry) {
        return entry == null ? null : entry.contentId();
    }

    private static Uni<Void> remove(ObjectId app, Candidates candidates, long cutoff) {
        Document old = new Document("$lt", cutoff);
        return InOrder.each(
                        Contents.Type.ALL,
                        type -> batches(
                                candidates.contents,
                                ids -> type.collection()
                                        .deleteMany(new Document("app", app)
                                                .append("_id", new Document("$in", ids))
                                                .append("used", old))))
                .chain(() -> batches(
                        candidates.blocks.stream()
                                .map(block -> new Binary(block.bytes()))
                                .collect(Collectors.toSet()),
                        ids -> Block.mongoCollection()
                                .deleteMany(new Document("_id", new Document("$in", ids))
                                        .append("app", app)
                                        .append("used", old))));
    }

    private static <T> Uni<Void> batches(Collection<T> all, Function<List<T>, Uni<?>> step) {
        return Multi.createFrom()
                .iterable(all)
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToUniAndConcatenate(batch -> step.apply(batch).replaceWithVoid())
                .onItem()
                .ignoreAsUni();
    }

    /** So that concurrent readers do not take the missing parts for damage. */
    private static Uni<Void> markAsGoing(List<Revision> going) {
        return batches(
                going,
                batch -> Revision.mongoCollection()
                        .updateMany(ofApp(batch), new Document("$set", new Document("going", true))));
    }

    /** A filter for these revisions, which belong to one app. */
    private static Document ofApp(List<Revision> revisions) {
        List<ObjectId> ids = revisions.stream().map(revision -> revision.id).toList();
        return new Document("app", revisions.get(0).app).append("_id", new Document("$in", ids));
    }

    /** Last: as long as a revision exists, an interrupted sweep can determine again what only it uses. */
    private static Uni<Void> removeRevisions(List<Revision> going) {
        return batches(going, batch -> Revision.mongoCollection().deleteMany(ofApp(batch)));
    }
}
