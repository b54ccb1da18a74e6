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
 * The snapshots in memory: built once for a revision, however many ask, swapped whole, and bounded together by their
 * weight. A read of a loaded app never waits for the store: newer snapshots are built beside it. What this instance
 * deploys is served before the deployment is answered.
 */
@ApplicationScoped
public class Snapshots {
    private static final Logger LOG = Logger.getLogger(Snapshots.class);
    /** How long the answer of a deployment waits for its snapshot: as long as other instances may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Cache<ObjectId, Snapshot> loaded;
    private final Map<ObjectId, Uni<Snapshot>> building = new ConcurrentHashMap<>();
    /** Those whose successor could not be built, as the log has said. */
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
     * What programs read now: without a store call where the app is loaded. Fails with {@code AppNotFound}, and with a
     * failure of the store if the app is not loaded.
     */
    public Uni<Snapshot> of(ObjectId app) {
        Snapshot here = loaded.getIfPresent(app);
        return here == null ? build(app, () -> revisions.current(app)) : here.ready();
    }

    /** The loaded one; null if the app is not loaded. */
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

    /** Puts it in the place of an older one; returns what is there then. */
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

    /** A deployment of this instance: once it is answered, reads must not be served from before it. */
    void published(@Observes Published deployment) {
        Uni<Void> served =
                reach(deployment.app(), deployment.number()).memoize().indefinitely();
        // It goes on when the answer waits no longer.
        Cancellable unused = served.subscribe().with(done -> {});
        deployment.answerAfter(CallersContext.returning(served.ifNoItem()
                .after(PATIENCE)
                .recoverWithUni(Uni.createFrom().voidItem())));
    }

    /** The app is at this revision, or beyond: if it is read here, so will its readers be. */
    void reached(ObjectId app, long number) {
        Cancellable unused = reach(app, number).subscribe().with(done -> {});
    }

    /** Ends when readers of the app are served this revision, or that has failed: the follower will try again. */
    private Uni<Void> reach(ObjectId app, long number) {
        Snapshot here = loaded.getIfPresent(app);
        boolean isRead = here != null || building.containsKey(app) || watches.awaits(app, number);
        if (!isRead || (here != null && here.revision() >= number)) {
            return Uni.createFrom().voidItem();
        }
        Supplier<Uni<? extends Revision>> wanted = () -> revisions.reached(app, number);
        return build(app, wanted)
                // One that was under way may be of an earlier revision.
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
            LOG.warnf("App %s is read on at revision %d: %s", app, here.revision(), failure.getMessage());
        }
    }

    void deleted(@Observes Deleted deletion) {
        ObjectId app = deletion.app();
        loaded.invalidate(app);
        watches.appGone(app);
    }

    /** The apps that somebody reads here. */
    Set<ObjectId> apps() {
        Set<ObjectId> apps = new HashSet<>(loaded.asMap().keySet());
        apps.addAll(watches.apps());
        return apps;
    }
}
