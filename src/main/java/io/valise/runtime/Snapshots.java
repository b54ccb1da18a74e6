package io.valise.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.platform.CallersContext;
import io.valise.revisions.Deleted;
import io.valise.revisions.Published;
import io.valise.revisions.Revisions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots in memory: built once for a revision, however many ask, swapped whole, and bounded together by their
 * weight. What this instance has answered as deployed is what it serves from then on.
 */
@ApplicationScoped
public class Snapshots {
    private static final Logger LOG = Logger.getLogger(Snapshots.class);

    private final Cache<ObjectId, Snapshot> loaded;
    private final Map<ObjectId, Uni<Snapshot>> building = new ConcurrentHashMap<>();
    /** For apps whose snapshot is behind, the revision that it must reach. */
    private final Map<ObjectId, Long> due = new ConcurrentHashMap<>();

    private final RuntimeSettings settings;

    @Inject
    Revisions revisions;

    @Inject
    Resolver resolver;

    @Inject
    Watches watches;

    Snapshots(RuntimeSettings settings) {
        this.settings = settings;
        this.loaded = Caffeine.newBuilder()
                .maximumWeight(settings.memory())
                .weigher((ObjectId app, Snapshot snapshot) -> (int) Math.min(snapshot.weight(), Integer.MAX_VALUE))
                .build();
    }

    void register(@Observes StartupEvent start, MeterRegistry meters) {
        Gauge.builder("valise.snapshots.loaded", loaded, Cache::estimatedSize)
                .description("Apps whose values are in memory")
                .register(meters);
        Gauge.builder("valise.snapshots.size", this, Snapshots::weight)
                .description("What the values of loaded apps take in memory")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("valise.snapshots.limit", settings, RuntimeSettings::memory)
                .description("What they may take in memory, as set")
                .baseUnit("bytes")
                .register(meters);
    }

    private long weight() {
        return loaded.asMap().values().stream().mapToLong(Snapshot::weight).sum();
    }

    /**
     * What programs read now. Without a store call where the app is loaded and no deployment is newer; where the store
     * does not answer, the last loaded. Fails with {@code AppNotFound}, and with a failure of the store if the app is
     * not loaded.
     */
    public Uni<Snapshot> of(ObjectId app) {
        Snapshot current = current(app);
        if (current != null) {
            return current.ready();
        }
        Snapshot here = loaded.getIfPresent(app);
        Long wanted = due.get(app);
        Uni<Snapshot> newer = build(app).flatMap(built -> isBehind(built) ? build(app) : built.ready());
        return here == null
                ? newer
                : newer.onFailure(failure -> !isGone(failure)).recoverWithItem(failure -> {
                    LOG.warnf("App %s is read on at revision %d: %s", app, here.revision(), failure.getMessage());
                    // So that nobody waits for the store again before the follower has seen it.
                    forget(app, wanted);
                    return here;
                });
    }

    /** The loaded one, unless a deployment is newer. */
    @Nullable
    Snapshot current(ObjectId app) {
        Snapshot here = loaded.getIfPresent(app);
        return here == null || isBehind(here) ? null : here;
    }

    private boolean isBehind(Snapshot snapshot) {
        Long number = due.get(snapshot.app());
        return number != null && snapshot.revision() < number;
    }

    /** The build that is under way, or a new one. */
    private Uni<Snapshot> build(ObjectId app) {
        return CallersContext.returning(building.computeIfAbsent(
                app,
                id -> Uni.createFrom()
                        .deferred(() -> revisions.current(id))
                        .flatMap(revision -> resolver.snapshot(revision, loaded.getIfPresent(id)))
                        .invoke(this::swap)
                        .onTermination()
                        .invoke(() -> building.remove(id))
                        .memoize()
                        .indefinitely()));
    }

    private void swap(Snapshot snapshot) {
        if (snapshot.weight() > settings.memory()) {
            throw new ApiException(
                            ErrorCode.LimitExceeded,
                            "the app's values take " + snapshot.weight()
                                    + " bytes in memory, more than valise.runtime.memory allows")
                    .withStatus(503);
        }
        loaded.asMap().merge(snapshot.app(), snapshot, (a, b) -> a.revision() > b.revision() ? a : b);
        due.computeIfPresent(snapshot.app(), (app, number) -> number <= snapshot.revision() ? null : number);
        watches.announce(snapshot.app(), snapshot.revision());
    }

    /** A deployment of this instance: before it is answered, reads must not be served from before it. */
    void published(@Observes Published deployment) {
        reached(deployment.app(), deployment.number());
    }

    /** The app is at this revision, or beyond: if it is read here, so will its readers be. */
    void reached(ObjectId app, long number) {
        Snapshot here = loaded.getIfPresent(app);
        boolean isRead = here != null || building.containsKey(app) || watches.awaits(app, number);
        if (!isRead || (here != null && here.revision() >= number)) {
            return;
        }
        due.merge(app, number, Math::max);
        Cancellable unused = of(app).subscribe().with(done -> {}, failure -> {
            forget(app, number);
            LOG.debugf("App %s is not at revision %d yet: %s", app, number, failure.getMessage());
        });
    }

    /** Waits no more for a revision, unless it is for a later one by now. */
    private void forget(ObjectId app, @Nullable Long number) {
        if (number != null) {
            due.remove(app, number);
        }
    }

    private static boolean isGone(Throwable failure) {
        return ApiException.is(failure, ErrorCode.AppNotFound);
    }

    void deleted(@Observes Deleted deletion) {
        ObjectId app = deletion.app();
        loaded.invalidate(app);
        due.remove(app);
        watches.appGone(app);
    }

    /** The apps that somebody reads here. */
    Set<ObjectId> apps() {
        Set<ObjectId> apps = new HashSet<>(loaded.asMap().keySet());
        apps.addAll(watches.apps());
        return apps;
    }

    /** The loaded one, be it behind or not. */
    @Nullable
    Snapshot peek(ObjectId app) {
        return loaded.getIfPresent(app);
    }
}
