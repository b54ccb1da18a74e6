package io.valise.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.platform.CallersContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Appends to and reads the log of each project. */
@ApplicationScoped
public class AuditLog {
    /**
     * Records per reply of the store, some 500 kB. Without it the driver asks for only as many as the response requests
     * at once.
     */
    private static final int BATCH = 1_000;

    private final Map<ObjectId, Chain> chains = new ConcurrentHashMap<>();
    private final Heads heads;

    AuditLog(Heads heads) {
        this.heads = heads;
    }

    void register(@Observes StartupEvent start, MeterRegistry meters) {
        Gauge.builder("valise.audit.waiting", chains, AuditLog::waiting)
                .description("What the audit has yet to write to the store")
                .tag("kind", "entry")
                .register(meters);
    }

    private static int waiting(Map<ObjectId, Chain> chains) {
        return chains.values().stream().mapToInt(Chain::waiting).sum();
    }

    /**
     * Appends an entry to its project's log and sets its number and hash. Does nothing if an entry with its id exists.
     * Fails with the store's failure if the entry may not have been written.
     */
    public Uni<Void> append(AuditEntry entry) {
        return CallersContext.returning(chains.computeIfAbsent(entry.project, project -> new Chain(project, heads))
                .append(entry));
    }

    /** Which of these entries exist. */
    public static Uni<Set<ObjectId>> present(List<ObjectId> ids) {
        return AuditEntry.mongoCollection()
                .find(
                        new Document("_id", new Document("$in", ids)),
                        Document.class,
                        new FindOptions().projection(new Document("_id", 1)))
                .map(found -> found.getObjectId("_id"))
                .collect()
                .asSet();
    }

    /**
     * Records, newest first, streamed from the store. Fails with {@code InvalidParameter} if the page is invalid.
     *
     * @param reader who reads them: names in other users' drafts are withheld, and not searched
     * @param log the records to choose from: fields and their values
     * @param most the maximum number if the page has no limit; 0 for all
     */
    Multi<AuditRecord> records(Actor reader, Document log, Page page, int most) {
        int limit = page.limit(most);
        boolean named = page.name() != null;
        FindOptions newestFirst = new FindOptions()
                .sort(new Document("seq", -1))
                // With a name, what the reader may not see is left out first.
                .limit(named ? 0 : limit)
                .batchSize(named && limit > 0 ? Math.min(BATCH, 2 * limit) : BATCH);
        Document filter = filter(log, reader.project(), page);
        Multi<AuditRecord> found = seq(log, page.before)
                .map(end -> filter.append("seq", new Document("$lt", end)))
                .onItem()
                .transformToMulti(x -> AuditEntry.<AuditEntry>mongoCollection().find(filter, newestFirst))
                .group()
                .intoLists()
                .of(named && limit > 0 ? Math.min(BATCH, 2 * limit) : BATCH)
                .onItem()
                .transformToMultiAndConcatenate(entries -> shown(entries, reader.user(), named));
        return named && limit > 0 ? found.select().first(limit) : found;
    }

    private static Document filter(Document log, ObjectId project, Page page) {
        Document filter = new Document(log);
        ObjectId actor = page.actor();
        String name = page.name();
        Document times = page.times();
        if (actor != null || name != null || !times.isEmpty()) {
            // The indexes for these have the project.
            filter.append("project", project);
        }
        if (page.action() != null) {
            filter.append("action", page.action());
        }
        if (actor != null) {
            filter.append("actor.key", actor);
        }
        if (name != null) {
            filter.append("$or", List.of(new Document("target.name", name), new Document("changes.name", name)));
        }
        return times.isEmpty() ? filter : filter.append("at", times);
    }

    /**
     * A draft is deployed if there is an entry with the draft's id: the entry of its deployment.
     *
     * @param named whether the entries were found by a name: those whose names are withheld are then left out, since
     *     listing them would reveal the name
     */
    private static Multi<AuditRecord> shown(List<AuditEntry> entries, ObjectId reader, boolean named) {
        List<ObjectId> drafts = entries.stream()
                .filter(entry -> isOfSomebodysDraft(entry, reader))
                .map(entry -> entry.draft)
                .distinct()
                .toList();
        Uni<Set<ObjectId>> deployed = drafts.isEmpty() ? Uni.createFrom().item(Set.of()) : present(drafts);
        return deployed.onItem()
                .transformToMulti(live -> Multi.createFrom()
                        .items(entries.stream().flatMap(entry -> {
                            AuditRecord record = AuditRecord.of(entry);
                            boolean withheld = isOfSomebodysDraft(entry, reader) && !live.contains(entry.draft);
                            return withheld && named
                                    ? Stream.empty()
                                    : Stream.of(withheld ? record.withoutNames() : record);
                        })));
    }

    /** Whether the entry names items that are, or were, in another user's draft. */
    private static boolean isOfSomebodysDraft(AuditEntry entry, ObjectId reader) {
        boolean names = !entry.changes.isEmpty()
                || (entry.target != null && (entry.target.id() != null || entry.target.name() != null));
        return entry.draft != null
                && entry.revision == null
                && names
                && (entry.actor == null || !reader.equals(entry.actor.id()));
    }

    /** The number below which the requested records are. */
    private static Uni<Long> seq(Document log, @Nullable String before) {
        if (before == null || before.isEmpty()) {
            return Uni.createFrom().item(Long.MAX_VALUE);
        }
        Uni<AuditEntry> found = ObjectId.isValid(before)
                ? AuditEntry.<AuditEntry>find(new Document(log).append("_id", new ObjectId(before)))
                        .firstResult()
                : Uni.createFrom().nullItem();
        return found.onItem()
                .ifNull()
                .failWith(() -> ApiException.invalid("before", "must be the id of a record of this log"))
                .map(entry -> entry.seq);
    }

    /** Reads the whole log of a project and checks it against its signed head. */
    Uni<AuditCheckResource.Check> check(ObjectId project) {
        Chain chain = chains.get(project);
        AuditHead known = chain == null ? null : chain.signedHead();
        // Read the head before the log: the log then contains the record that the head names.
        return heads.read(project)
                .flatMap(stored -> oldestFirst(project)
                        .map(AuditRecord::of)
                        .collect()
                        .in(() -> new LogCheck(stored, known), LogCheck::then)
                        .map(LogCheck::result));
    }

    /** A project's entries in the order in which they were appended. */
    private static Multi<AuditEntry> oldestFirst(ObjectId project) {
        return AuditEntry.<AuditEntry>mongoCollection()
                .find(
                        new Document("project", project),
                        new FindOptions().sort(new Document("seq", 1)).batchSize(BATCH));
    }
}
