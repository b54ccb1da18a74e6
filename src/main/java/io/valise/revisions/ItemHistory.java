package io.valise.revisions;

import static java.util.Objects.requireNonNull;

import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The deployed revisions in which an item changed, as far as they are kept, and the item as it was in one of them. Reads
 * no contents, and of the entries only the blocks on the path to the item. A revision that was swept or damaged ends the
 * history.
 */
@ApplicationScoped
public class ItemHistory {
    /** Revisions per query: with up to 30 kB of entries each, about 1 MB. */
    private static final int BATCH = 32;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    @Inject
    Revisions revisions;

    @Inject
    RevisionSigner signer;

    /**
     * A deployed change of the item.
     *
     * @param revision the revision that wrote or removed the item, not loaded
     * @param before null if the revision created the item, or if the revision before it is not kept
     * @param after null if the revision deleted the item
     * @param isComparable whether the revision before it is known
     */
    public record Step(
            Revision revision,
            @Nullable Entry before,
            @Nullable Entry after,
            boolean isComparable) {

        /** The item after the change, or before it if the change deletes it. */
        public Entry item() {
            return new Change(before, after).item();
        }
    }

    /** An item in a kept revision. */
    public record Past(Revision revision, Entry entry) {
        /** The whole configuration of that revision. */
        public View view() {
            return revision.view();
        }
    }

    /**
     * The changes of the item, newest first. Fails with the kind's not-found code if no kept revision has it.
     *
     * @param most the maximum number of changes
     * @param before only changes in revisions below this number; null for all
     */
    public Uni<List<Step>> of(ObjectId app, Kind kind, String id, int most, @Nullable Long before) {
        if (!ObjectId.isValid(id)) {
            throw kind.absent(id);
        }
        return revisions.current(app).flatMap(newest -> {
            Walk walk = new Walk(app, kind, new ObjectId(id), most);
            long start = before == null ? newest.number : Math.min(newest.number, before - 1);
            return walk.from(start).map(done -> {
                if (!walk.seen && before == null) {
                    newest.view().require(kind, id);
                }
                return walk.steps;
            });
        });
    }

    /**
     * The item as it was in this revision. Fails with {@code DeploymentNotFound} if the revision is not kept, and with
     * the kind's not-found code if it does not have the item.
     *
     * @param number as the caller wrote it
     */
    public Uni<Past> at(ObjectId app, Kind kind, String id, String number) {
        if (!NUMBER.matcher(number).matches()) {
            throw notKept(number);
        }
        return revisions
                .at(app, Long.parseLong(number))
                .onItem()
                .ifNull()
                .failWith(() -> notKept(number))
                .map(revision -> new Past(revision, revision.view().require(kind, id)));
    }

    private static ApiException notKept(String number) {
        return new ApiException(
                ErrorCode.DeploymentNotFound, "the revision \"" + number + "\" does not exist or is no longer kept");
    }

    /** Whether the revision is still kept. Its contents may be missing as soon as it is not. */
    public Uni<Boolean> isKept(Revision revision) {
        return Revision.<Revision>find(Revision.key(revision.app, revision.id))
                .firstResult()
                .map(now -> now != null && now.going == null);
    }

    /** Walks back from revision to revision, comparing the item in each with that in the one before. */
    private final class Walk {
        private final ObjectId app;
        private final Kind kind;
        private final ObjectId id;
        private final int most;
        final List<Step> steps = new ArrayList<>();
        /** Whether a revision had the item. */
        boolean seen;

        /** The revision that the next one is compared with, and the item in it. */
        private @Nullable Revision later;

        private @Nullable Entry entry;
        private boolean over;

        Walk(ObjectId app, Kind kind, ObjectId id, int most) {
            this.app = app;
            this.kind = kind;
            this.id = id;
            this.most = most;
        }

        /** Continues with the revisions up to this number. */
        Uni<Void> from(long number) {
            return documents(app, number, BATCH).flatMap(found -> {
                List<Revision> kept = found.stream()
                        .takeWhile(revision -> revision.going == null && revisions.isGenuine(app, revision))
                        .toList();
                return EntryLookup.find(app, roots(kept), id)
                        .invoke(entries -> kept.forEach(revision -> compare(revision, entries)))
                        .invoke(x -> {
                            if (kept.isEmpty() || kept.size() < found.size()) {
                                end();
                            }
                        })
                        .flatMap(x -> over ? Uni.createFrom().voidItem() : from(next()));
            });
        }

        private void compare(Revision revision, Map<Hash, EntryLookup.Result> entries) {
            if (over) {
                return;
            }
            Hash root = Blocks.hash(revision.root);
            EntryLookup.Result found = root == null ? EntryLookup.Result.ABSENT : entries.get(root);
            if (!isNext(revision) || found == null || !found.readable()) {
                end();
                return;
            }
            Entry before = found.entry() != null && found.entry().kind() == kind ? found.entry() : null;
            seen |= before != null;
            if (later != null && (entry == null ? before != null : entry.version() == later.number)) {
                steps.add(new Step(later, before, entry, true));
            }
            later = revision;
            entry = before;
            over = steps.size() == most;
        }

        /** Whether it is the revision before the last one, or the one that wrote the item as it was in the last one. */
        private boolean isNext(Revision revision) {
            return later == null
                    || signer.follows(later, revision)
                    || (entry != null && entry.version() == revision.number);
        }

        /** Skips the revisions in which the item did not change. */
        private long next() {
            long before = requireNonNull(later).number - 1;
            return entry == null ? before : Math.min(before, entry.version());
        }

        /** There is nothing to compare the last revision with. */
        private void end() {
            if (!over && later != null && entry != null && entry.version() == later.number) {
                steps.add(new Step(later, null, entry, later.number == 1));
            }
            over = true;
        }
    }

    /** Revisions of the app up to this number, newest first. Fewer, or none, if a document is malformed. */
    private static Uni<List<Revision>> documents(ObjectId app, long number, int most) {
        return Revision.<Revision>mongoCollection()
                .find(
                        new Document("app", app).append("number", new Document("$lte", number)),
                        new FindOptions().sort(new Document("number", -1)).limit(most))
                .collect()
                .asList()
                .onFailure(StoreFailure::isMalformed)
                .recoverWithUni(() -> most == 1 ? Uni.createFrom().item(List.of()) : documents(app, number, most / 2));
    }

    private static Set<Hash> roots(List<Revision> revisions) {
        return revisions.stream()
                .map(revision -> Blocks.hash(revision.root))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
