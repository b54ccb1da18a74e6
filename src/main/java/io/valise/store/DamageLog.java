package io.valise.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.apps.App;
import io.valise.audit.AuditEntry;
import io.valise.audit.AuditLog;
import io.valise.audit.Origin;
import io.valise.revisions.Damaged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

/** Tells of damage in the store, by the log, a metric and the audit: once for each document in a while. */
@ApplicationScoped
class DamageLog {
    private static final Logger LOG = Logger.getLogger(DamageLog.class);

    private static final Duration AGAIN_AFTER = Duration.ofMinutes(10);
    private static final int REMEMBERED = 10_000;

    private final Cache<Damaged, Boolean> told = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(AGAIN_AFTER)
            .build();

    @Inject
    MeterRegistry meters;

    @Inject
    AuditLog log;

    @Inject
    Clock clock;

    void register(@Observes StartupEvent start) {
        counter();
    }

    void found(@Observes Damaged damage) {
        if (told.asMap().putIfAbsent(damage, true) != null) {
            return;
        }
        counter().increment();
        LOG.errorf(
                "Damage in the store, of app %s: %s is missing, was altered or was forged; it is not served",
                damage.app(), damage.what());
        Cancellable unused = App.<App>findById(damage.app())
                .onItem()
                .ifNotNull()
                .transformToUni(app -> log.append(entry(app, damage)))
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf("The audit was not told of the damage: %s", failure.getMessage()));
    }

    private AuditEntry entry(App app, Damaged damage) {
        AuditEntry entry = new AuditEntry();
        entry.id = new ObjectId();
        entry.project = app.project;
        entry.app = app.id;
        entry.scope = app.id;
        entry.at = clock.instant().getEpochSecond();
        entry.action = "store.damage";
        entry.target = new AuditEntry.Target("document", null, damage.what());
        entry.origin = Origin.API.name();
        entry.result = "StoreDamaged";
        return entry;
    }

    private Counter counter() {
        return Counter.builder("valise.store.damaged")
                .description("Documents in the store that were found missing, altered or forged")
                .register(meters);
    }
}
