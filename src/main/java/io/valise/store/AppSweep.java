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
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps one app. It looks only at what may have become needless since the last time: what was written since, what
 * revisions since then replaced, and what the revisions that go had to themselves. Each of these is removed if no
 * revision and no draft that stays names it.
 *
 * <p>It fails with {@code StoreDamaged}, and removes nothing, where something cannot be read that may name them: what is
 * still there can be put right then.
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

    /** Documents that may be needless. */
    private static final class Candidates {
        final Set<ObjectId> contents = new HashSet<>();
        final Set<Hash> blocks = new HashSet<>();

        boolean areNone() {
            return contents.isEmpty() && blocks.isEmpty();
        }

        /** What the view before had and the one after has not. */
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

        /** Takes out what this view names; of a revision that is not the newest, not the contents of secrets. */
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

    /** What there is of an app. */
    private record Found(List<Draft> drafts, List<Revision> revisions) {
        boolean isBase(Revision revision) {
            return drafts.stream().anyMatch(draft -> draft.base == revision.number);
        }
    }

    Uni<Void> sweep(Head head) {
        long cutoff = clock.instant().minus(Sweep.GRACE).getEpochSecond();
        // Drafts before revisions: one that is deployed in between is seen as the one or the other.
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
                        // Whoever looks for the newest moves a forged one after it aside.
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
        // Counted, since numbers have a gap where the store was restored.
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
                .chain(() -> Sweep.each(replacing, before -> replaced(before, found, candidates)))
                .chain(() -> candidates.areNone() ? Uni.createFrom().voidItem() : keep(found, staying, candidates))
                .chain(() -> markAsGoing(going))
                .chain(() -> remove(head.id, candidates, cutoff))
                .chain(() -> removeRevisions(going))
                // A draft that was open just now may have ended meanwhile: what it named is looked at when it has
                // settled.
                .chain(() -> found.drafts.isEmpty() || head.changedAt < cutoff
                        ? Head.swept(head, cutoff, settledNumber, isSettled(head, cutoff))
                        : Uni.createFrom().voidItem());
    }

    /** A note is good for a minute, and what it is about may take as long as a publication may: another grace covers it. */
    private static boolean isSettled(Head head, long cutoff) {
        return head.changedAt < cutoff - Sweep.GRACE.toSeconds();
    }

    /** What was written or used again since the last sweep, and is old enough to have been named by now. */
    private static Uni<Void> written(Head head, long cutoff, Candidates candidates) {
        if (head.sweptUntil >= cutoff) {
            return Uni.createFrom().voidItem();
        }
        Document used = new Document("app", head.id)
                .append("used", new Document("$gte", head.sweptUntil).append("$lt", cutoff));
        return Sweep.each(
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
        return Sweep.each(
                        staying,
                        revision -> revisions
                                .loaded(revision)
                                .invoke(ready ->
                                        candidates.keep(revision.app, ready.view(), revision.number == newest.number))
                                .replaceWithVoid())
                .chain(() -> Sweep.each(
                        found.drafts,
                        draft -> drafts.load(draft)
                                .invoke(loaded -> keep(loaded, candidates))
                                .replaceWithVoid()));
    }

    /** All that a draft names, but of secrets only the contents that it has staged: the others are as deployed. */
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
        return Sweep.each(
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

    private static <T> Uni<Void> batches(Collection<T> all, java.util.function.Function<List<T>, Uni<?>> step) {
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

    /** So that nobody who reads them meanwhile takes what is missing for damage. */
    private static Uni<Void> markAsGoing(List<Revision> going) {
        return batches(
                going,
                batch -> Revision.mongoCollection()
                        .updateMany(ofApp(batch), new Document("$set", new Document("going", true))));
    }

    /** These revisions, all of one app. */
    private static Document ofApp(List<Revision> revisions) {
        List<ObjectId> ids = revisions.stream().map(revision -> revision.id).toList();
        return new Document("app", revisions.get(0).app).append("_id", new Document("$in", ids));
    }

    /** Last: while a revision is there, an interrupted sweep can find out again what only it named. */
    private static Uni<Void> removeRevisions(List<Revision> going) {
        return batches(going, batch -> Revision.mongoCollection().deleteMany(ofApp(batch)));
    }
}
