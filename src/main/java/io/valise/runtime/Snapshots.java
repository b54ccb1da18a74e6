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
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots in memory. Each is built once per revision, however many requests ask for it, and replaces the previous
 * one as a whole. The total memory is limited. Reads of a loaded app never wait for the store: a newer snapshot is
 * built in the background. A deployment by this instance is served before it is answered.
 */
@ApplicationScoped
public class Snapshots {
    private static final Logger LOG = Logger.getLogger(Snapshots.class);
    /** How long the response to a deployment waits for its snapshot: the time that other instances may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Cache<ObjectId, Snapshot> loaded;
    private final Map<ObjectId, Uni<Snapshot>> building = new ConcurrentHashMap<>();
    /** Snapshots whose successor could not be built, to log each only once. */
    private final Set<Snapshot> late = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

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
                .description("Memory used by the values of loaded apps")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("valise.snapshots.limit", settings, RuntimeSettings::memory)
                .description("Memory limit for the values of loaded apps")
                .baseUnit("bytes")
                .register(meters);
    }

    private long weight() {
        return loaded.asMap().values().stream().mapToLong(Snapshot::weight).sum();
    }

    /**
     * The current snapshot, without a store call if the app is loaded. Fails with {@code AppNotFound}, or with the
     * store's failure if the app is not loaded.
     */
    public Uni<Snapshot> of(ObjectId app) {
        Snapshot here = loaded.getIfPresent(app);
        return here == null ? build(app, () -> revisions.current(app)) : here.ready();
    }

    /** The loaded snapshot; null if the app is not loaded. */
    @Nullable
    Snapshot current(ObjectId app) {
        return loaded.getIfPresent(app);
    }

    /** The build that is under way, or a new one of this revision. */
    private Uni<Snapshot> build(ObjectId app, Supplier<Uni<? extends Revision>> wanted) {
        return CallersContext.returning(building.computeIfAbsent(
                app,
                id -> Uni.createFrom()
                        .deferred(wanted)
                        .flatMap(revision -> resolver.snapshot(revision, loaded.getIfPresent(id)))
                        .map(this::swap)
                        .onTermination()
                        .invoke(() -> building.remove(id))
                        .memoize()
                        .indefinitely()));
    }

    /** Replaces an older snapshot and returns the one that is loaded now. */
    private Snapshot swap(Snapshot snapshot) {
        if (snapshot.weight() > settings.memory()) {
            throw new ApiException(
                            ErrorCode.LimitExceeded,
                            "the app's values take " + snapshot.weight()
                                    + " bytes in memory, more than valise.runtime.memory allows")
                    .withStatus(503);
        }
        Snapshot newest = loaded.asMap()
                .merge(snapshot.app(), snapshot, (here, built) -> here.revision() > built.revision() ? here : built);
        watches.announce(newest.app(), newest.revision());
        return newest;
    }

    /** Called for a deployment by this instance: once it is answered, reads must not return an older revision. */
    void published(@Observes Published deployment) {
        Uni<Void> served =
                reach(deployment.app(), deployment.number()).memoize().indefinitely();
        // Continues when the response no longer waits.
        Cancellable unused = served.subscribe().with(done -> {});
        deployment.answerAfter(CallersContext.returning(served.ifNoItem()
                .after(PATIENCE)
                .recoverWithUni(Uni.createFrom().voidItem())));
    }

    /** Call when the app has reached this revision. Updates its snapshot if the app is read here. */
    void reached(ObjectId app, long number) {
        Cancellable unused = reach(app, number).subscribe().with(done -> {});
    }

    /** Completes when this revision is served, or could not be built; the follower then tries again. */
    private Uni<Void> reach(ObjectId app, long number) {
        Snapshot here = loaded.getIfPresent(app);
        boolean isRead = here != null || building.containsKey(app) || watches.awaits(app, number);
        if (!isRead || (here != null && here.revision() >= number)) {
            return Uni.createFrom().voidItem();
        }
        Supplier<Uni<? extends Revision>> wanted = () -> revisions.reached(app, number);
        return build(app, wanted)
                // The build that was under way may be of an earlier revision.
                .flatMap(built -> built.revision() >= number ? built.ready() : build(app, wanted))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> couldNotBuild(app, failure))
                .onFailure()
                .recoverWithNull();
    }

    private void couldNotBuild(ObjectId app, Throwable failure) {
        Snapshot here = loaded.getIfPresent(app);
        if (here != null && late.add(here)) {
            LOG.warnf(
                    "App %s is still served at revision %d, since the newer one could not be loaded: %s",
                    app, here.revision(), failure.getMessage());
        }
    }

    void deleted(@Observes Deleted deletion) {
        ObjectId app = deletion.app();
        loaded.invalidate(app);
        watches.appGone(app);
    }

    /** The apps that are read on this instance. */
    Set<ObjectId> apps() {
        Set<ObjectId> apps = new HashSet<>(loaded.asMap().keySet());
        apps.addAll(watches.apps());
        return apps;
    }
}
