package io.valise.store;

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
import io.valise.crypto.Sealer;
import io.valise.crypto.SetAside;
import io.valise.errors.StoreFailure;
import io.valise.revisions.Head;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Records what a process that died has left unrecorded, and removes what nothing needs any more: drafts that nobody
 * touches, revisions beyond the history with what only they named, contents and blocks that were written for nothing,
 * and what deleted apps leave behind. It looks only at apps in which something was done since it last did.
 *
 * <p>One instance does it for all: whoever gets the lease.
 *
 * <p>What is younger than {@link #GRACE} stays, and what was used again since: a publication may be about to name it.
 */
@ApplicationScoped
public class Sweep {
    /** Longer than a publication may take ({@link io.valise.revisions.Commit#LONGEST}), and than a read. */
    static final Duration GRACE = Duration.ofMinutes(10);

    private static final String LEASE = "sweep";

    private static final Logger LOG = Logger.getLogger(Sweep.class);

    /** The collections whose documents each belong to an app, in their field {@code app}. */
    private static final List<String> OF_APPS = List.of(
            "secrets",
            "values",
            "environment_values",
            "kept_files",
            "drafts",
            "revisions",
            "blocks",
            "failed_deployments",
            "runtime_tokens");

    @Inject
    ReactiveMongoClient client;

    @Inject
    Sealer sealer;

    @Inject
    AppSweep apps;

    @Inject
    DraftSweep drafts;

    @Inject
    Clock clock;

    @Inject
    Unrecorded unrecorded;

    @Inject
    AuditSettings audit;

    @Inject
    SweepSettings settings;

    @Inject
    Leases leases;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    @Scheduled(
            every = "${valise.sweep.every:10m}",
            delayed = "${valise.sweep.every:10m}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        return run().onFailure()
                .invoke(failure -> LOG.warnf("The sweep was cut short: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Sweeps once, unless another instance has the lease. */
    public Uni<Void> run() {
        return leases.take(LEASE, term())
                .flatMap(mine -> mine ? sweep() : Uni.createFrom().voidItem());
    }

    /** Long enough for clocks that are some minutes apart. */
    private Duration term() {
        return settings.every().compareTo(GRACE) < 0 ? GRACE : settings.every();
    }

    private Uni<Void> sweep() {
        // First of all: a revision that is pruned can no longer be recorded.
        return unrecorded
                .record()
                .chain(() -> leases.keep(LEASE, term()))
                .chain(drafts::discardForgotten)
                .chain(() -> Head.unsettled(clock.instant().minus(GRACE).getEpochSecond())
                        .onItem()
                        .transformToUniAndConcatenate(
                                open -> leases.keep(LEASE, term()).chain(() -> sweep(open.app())))
                        .onItem()
                        .ignoreAsUni())
                .chain(() -> Session.removeExpired(clock.instant()))
                .chain(() -> Reads.removeBefore(clock.instant().minus(audit.readsKept())))
                .replaceWithVoid();
    }

    private Uni<Void> sweep(ObjectId app) {
        return Head.<Head>findById(app)
                .onFailure(StoreFailure::isMalformed)
                .recoverWithNull()
                .flatMap(head -> head == null ? Uni.createFrom().voidItem() : sweep(head));
    }

    private Uni<Void> sweep(Head head) {
        return App.mongoCollection()
                .find(
                        new Document("_id", head.id),
                        Document.class,
                        new FindOptions().projection(Projections.include("_id")))
                .collect()
                .first()
                .flatMap(app -> {
                    if (app != null && !head.deleted) {
                        return unlessDamaged(head, apps.sweep(head));
                    }
                    // It may be on the way: an app's document comes last. Or a publication may come that has to see the
                    // tombstone.
                    return isOld(head) ? unlessAside(head) : Uni.createFrom().voidItem();
                });
    }

    /** A damaged app is left as it is, and keeps nobody from sweeping the others. */
    private static Uni<Void> unlessDamaged(Head head, Uni<Void> swept) {
        return swept.onFailure(failure -> !StoreFailure.isOfStore(failure))
                .invoke(failure -> LOG.warnf("App %s was not swept: %s", head.id, failure.getMessage()))
                .onFailure(failure -> !StoreFailure.isOfStore(failure))
                .recoverWithNull();
    }

    private boolean isOld(Head head) {
        return head.since < clock.instant().minus(GRACE).getEpochSecond();
    }

    /** An app whose document was altered, and moved aside since it was in the way, was not deleted. */
    private Uni<Void> unlessAside(Head head) {
        return head.deleted
                ? removeApp(head)
                : SetAside.holds(head.id)
                        .flatMap(aside -> aside ? Uni.createFrom().voidItem() : removeApp(head));
    }

    /** The key first, the tombstone last. */
    private Uni<Void> removeApp(Head head) {
        return sealer.destroy(head.id.toHexString())
                .chain(() -> App.deleteById(head.id))
                .chain(() -> each(
                        OF_APPS,
                        name -> collection(name)
                                .deleteMany(new Document("app", head.id))
                                .replaceWithVoid()))
                .chain(() -> head.delete());
    }

    static <T> Uni<Void> each(Iterable<T> items, Function<T, Uni<Void>> step) {
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
