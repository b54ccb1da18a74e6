package io.valise.store;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.audit.AuditSettings;
import io.valise.audit.Reads;
import io.valise.auth.Session;
import io.valise.changes.Draft;
import io.valise.crypto.Sealer;
import io.valise.revisions.Change;
import io.valise.revisions.Entry;
import io.valise.revisions.Head;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Records what a process that died has left unrecorded, and removes what nothing can reach any more: revisions beyond the history, contents that no revision and no draft names,
 * and what deleted apps leave behind.
 *
 * <p>A content goes when two sweeps in a row find it unreachable: one that a request has written and not yet named, or
 * that a redeployment is about to name again, is safe. A secret's content is reachable from the newest revision and
 * from drafts alone, since no redeployment brings an old one back.
 */
@ApplicationScoped
public class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);

    /** The collections whose documents each belong to an app, in their field {@code app}. */
    private static final List<String> CONTENTS = List.of("secrets", "values", "environment_values", "kept_files");

    private static final List<String> OF_APPS = List.of("drafts", "revisions", "failed_deployments", "runtime_tokens");

    @Inject
    Start start;

    @Inject
    ReactiveMongoClient client;

    @Inject
    Sealer sealer;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    @Inject
    Unrecorded unrecorded;

    @Inject
    AuditSettings audit;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    private Set<ObjectId> unreachable = Set.of();

    @Scheduled(every = "${valise.sweep.every:10m}", delayed = "${valise.sweep.every:10m}")
    Uni<Void> scheduled() {
        return start.isDone()
                ? run().onFailure()
                        .invoke(failure -> LOG.warnf("The sweep was cut short: %s", failure.getMessage()))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    /** Sweeps once. */
    public Uni<Void> run() {
        Set<ObjectId> before = unreachable;
        Set<ObjectId> found = new HashSet<>();
        // First of all: a revision that is pruned can no longer be recorded.
        return unrecorded.record().chain(() -> removeUnreachable(before, found));
    }

    private Uni<Void> removeUnreachable(Set<ObjectId> before, Set<ObjectId> found) {
        return App.mongoCollection()
                .find(new Document(), Document.class, new FindOptions().projection(Projections.include("_id")))
                .map(app -> app.getObjectId("_id"))
                .collect()
                .asSet()
                .call(apps -> each(apps, app -> sweep(app, before, found)))
                .call(apps -> removeDeletedApps(apps, before, found))
                .call(() -> Session.removeExpired(clock.instant()))
                .call(() -> Reads.removeBefore(clock.instant().minus(audit.readsKept())))
                .invoke(() -> unreachable = found)
                .replaceWithVoid();
    }

    private Uni<Void> sweep(ObjectId app, Set<ObjectId> before, Set<ObjectId> found) {
        return Head.<Head>findById(app)
                .flatMap(head -> head == null
                        ? Uni.createFrom().voidItem()
                        : prune(head)
                                .chain(() -> reachable(head))
                                .flatMap(reachable -> each(
                                        CONTENTS,
                                        name -> removeUnreachable(collection(name), app, reachable, before, found))));
    }

    private Uni<Void> prune(Head head) {
        return Revision.mongoCollection()
                .deleteMany(new Document("app", head.id)
                        .append("number", new Document("$lte", head.number - limits.history())))
                .replaceWithVoid();
    }

    private static Uni<Set<ObjectId>> reachable(Head head) {
        Set<ObjectId> reachable = new HashSet<>();
        return Revision.<Revision>find(new Document("app", head.id)).stream()
                .invoke(revision -> revision.entries.stream()
                        .filter(entry -> entry.kind() != Kind.SECRET || revision.number >= head.number)
                        .forEach(entry -> add(entry, reachable)))
                .onItem()
                .ignoreAsUni()
                .chain(() -> Draft.<Draft>find(new Document("app", head.id)).stream()
                        .invoke(draft -> draft.changes.items().stream()
                                .map(Change::after)
                                .forEach(entry -> add(entry, reachable)))
                        .onItem()
                        .ignoreAsUni())
                .replaceWith(reachable);
    }

    private static void add(@Nullable Entry entry, Set<ObjectId> reachable) {
        if (entry != null && entry.content() != null) {
            reachable.add(entry.content());
        }
    }

    private static Uni<Void> removeUnreachable(
            ReactiveMongoCollection<Document> contents,
            ObjectId app,
            Set<ObjectId> reachable,
            Set<ObjectId> before,
            Set<ObjectId> found) {
        return contents.find(Filters.eq("app", app), new FindOptions().projection(Projections.include("_id")))
                .map(content -> content.getObjectId("_id"))
                .filter(id -> !reachable.contains(id))
                .invoke(found::add)
                .filter(before::contains)
                .group()
                .intoLists()
                .of(500)
                .onItem()
                .transformToUniAndConcatenate(ids -> contents.deleteMany(Filters.in("_id", ids)))
                .onItem()
                .ignoreAsUni();
    }

    /** The apps themselves are gone; two sweeps in a row must agree on that too, since an app's document comes last. */
    private Uni<Void> removeDeletedApps(Set<ObjectId> apps, Set<ObjectId> before, Set<ObjectId> found) {
        return Multi.createFrom()
                .iterable(OF_APPS)
                .onItem()
                .transformToMultiAndConcatenate(name -> collection(name).distinct("app", ObjectId.class))
                .filter(app -> !apps.contains(app))
                .invoke(found::add)
                .filter(before::contains)
                .collect()
                .asSet()
                .flatMap(gone -> each(gone, this::removeApp));
    }

    /** The key first: a deletion that was interrupted has left it. */
    private Uni<Void> removeApp(ObjectId app) {
        return sealer.destroy(app.toHexString())
                .chain(() -> each(
                        CONTENTS,
                        name -> collection(name)
                                .deleteMany(Filters.eq("app", app))
                                .replaceWithVoid()))
                .chain(() -> each(
                        OF_APPS,
                        name -> collection(name)
                                .deleteMany(Filters.eq("app", app))
                                .replaceWithVoid()))
                .chain(() -> Head.deleteById(app))
                .replaceWithVoid();
    }

    private static <T> Uni<Void> each(Iterable<T> items, Function<T, Uni<Void>> step) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(step::apply)
                .onItem()
                .ignoreAsUni();
    }

    private ReactiveMongoCollection<Document> collection(String name) {
        return client.getDatabase(database).getCollection(name);
    }
}
