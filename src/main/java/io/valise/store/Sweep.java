package io.valise.store;

import com.mongodb.client.model.Projections;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.audit.AuditSettings;
import io.valise.audit.Reads;
import io.valise.auth.Session;
import io.valise.crypto.Sealer;
import io.valise.crypto.SetAside;
import io.valise.errors.StoreFailure;
import io.valise.platform.InOrder;
import io.valise.revisions.Head;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Records what a process that died left unrecorded, and removes what is no longer needed: untouched drafts, revisions
 * beyond the history with what only they use, contents and blocks that were never used, and the remains of deleted
 * apps. It visits only apps that have changed since its last visit.
 *
 * <p>One instance at a time does this, the holder of the lease.
 *
 * <p>Anything written or reused within {@link #GRACE} stays, since a publication may be about to refer to it.
 */
@ApplicationScoped
public class Sweep {
    /** Longer than a publication may take ({@link io.valise.revisions.Commit#LONGEST}), and longer than any read. */
    static final Duration GRACE = Duration.ofMinutes(10);

    private static final String LEASE = "sweep";

    private static final Logger LOG = Logger.getLogger(Sweep.class);

    /** The collections whose documents belong to an app, in the field {@code app}. */
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
                .invoke(failure -> LOG.warnf("The sweep was interrupted: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Sweeps once, unless another instance has the lease. */
    public Uni<Void> run() {
        return leases.take(LEASE, term())
                .flatMap(mine -> mine ? sweep() : Uni.createFrom().voidItem());
    }

    /** Long enough to tolerate clocks that differ by some minutes. */
    private Duration term() {
        return settings.every().compareTo(GRACE) < 0 ? GRACE : settings.every();
    }

    private Uni<Void> sweep() {
        // First: a revision that has been removed can no longer be recorded.
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
                    // The app may be in the middle of its creation, which writes its document last; or a publication
                    // may be under way that must see the tombstone.
                    return isOld(head) ? unlessAside(head) : Uni.createFrom().voidItem();
                });
    }

    /** Skips a damaged app, so that it does not stop the sweep of the others. */
    private static Uni<Void> unlessDamaged(Head head, Uni<Void> swept) {
        return swept.onFailure(failure -> !StoreFailure.isOfStore(failure))
                .invoke(failure -> LOG.warnf("App %s was not swept: %s", head.id, failure.getMessage()))
                .onFailure(failure -> !StoreFailure.isOfStore(failure))
                .recoverWithNull();
    }

    private boolean isOld(Head head) {
        return head.since < clock.instant().minus(GRACE).getEpochSecond();
    }

    /** An app whose document was altered and moved aside has not been deleted. */
    private Uni<Void> unlessAside(Head head) {
        return head.deleted
                ? removeApp(head)
                : SetAside.holds(head.id)
                        .flatMap(aside -> aside ? Uni.createFrom().voidItem() : removeApp(head));
    }

    /** Destroys the app's key first and removes the tombstone last. */
    private Uni<Void> removeApp(Head head) {
        return sealer.destroy(head.id.toHexString())
                .chain(() -> App.deleteById(head.id))
                .chain(() -> InOrder.each(
                        OF_APPS,
                        name -> collection(name)
                                .deleteMany(new Document("app", head.id))
                                .replaceWithVoid()))
                .chain(() -> head.delete());
    }

    private ReactiveMongoCollection<Document> collection(String name) {
        return client.getDatabase(database).getCollection(name);
    }
}
