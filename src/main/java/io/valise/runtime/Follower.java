package io.valise.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.valise.platform.InOrder;
import io.valise.revisions.Deleted;
import io.valise.revisions.Head;
import io.valise.revisions.Revisions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Polls the store every second for deployments, deletions and revocations by other instances, for the apps and tokens
 * in use here only.
 */
@ApplicationScoped
class Follower {
    private static final Logger LOG = Logger.getLogger(Follower.class);
    /** Each app is also checked without its head every so many seconds: a head may lag forever if its instance died. */
    private static final int WALK = 30;

    @Inject
    Event<Deleted> deletions;

    @Inject
    Snapshots snapshots;

    @Inject
    RuntimeTokens tokens;

    @Inject
    Watches watches;

    @Inject
    Revisions revisions;

    @Inject
    Clock clock;

    private volatile @Nullable Instant upToDate;
    private long second;
    private boolean lost;

    void register(@Observes StartupEvent start, MeterRegistry meters) {
        TimeGauge.builder("valise.snapshots.age", this::age, TimeUnit.SECONDS)
                .description(
                        "Maximum age of the values that are served: time since the last successful poll of the store")
                .register(meters);
    }

    private double age() {
        Instant then = upToDate;
        return then == null
                ? Double.NaN
                : Duration.between(then, clock.instant()).toMillis() / 1000.0;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> follow() {
        Instant began = clock.instant();
        Set<ObjectId> apps = snapshots.apps();
        second++;
        watches.endInvalid();
        return heads(apps)
                .chain(() -> walk(apps))
                .chain(tokens::follow)
                .invoke(watches::endInvalid)
                .invoke(() -> storeIs(false, ""))
                .invoke(() -> upToDate = began)
                .onFailure()
                .invoke(failure -> storeIs(true, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> heads(Set<ObjectId> apps) {
        return ById.find(apps, query -> Head.sound(query).onItem().<Head>disjoint())
                .collect()
                .asList()
                .invoke(found -> {
                    Map<ObjectId, Long> numbers = new HashMap<>();
                    found.stream().filter(head -> !head.deleted).forEach(head -> numbers.put(head.id, head.number));
                    for (ObjectId app : apps) {
                        Long number = numbers.get(app);
                        if (number == null) {
                            deletions.fire(new Deleted(app));
                        } else {
                            snapshots.reached(app, number);
                        }
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> walk(Set<ObjectId> apps) {
        List<Snapshot> turn = new ArrayList<>();
        for (ObjectId app : apps) {
            Snapshot snapshot = snapshots.current(app);
            if (snapshot != null && Math.floorMod(app.hashCode() + second, WALK) == 0) {
                turn.add(snapshot);
            }
        }
        return InOrder.each(
                turn,
                snapshot -> revisions
                        .numberAfter(snapshot.app(), snapshot.revision())
                        .invoke(next -> {
                            if (next != null) {
                                snapshots.reached(snapshot.app(), next);
                            }
                        }));
    }

    private void storeIs(boolean nowLost, @Nullable String why) {
        if (nowLost && !lost) {
            LOG.warnf("The store does not answer; programs are served from memory. %s", why);
        } else if (lost && !nowLost) {
            LOG.info("The store answers again; new deployments are served");
        }
        lost = nowLost;
    }
}
