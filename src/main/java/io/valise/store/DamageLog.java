package io.valise.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.apps.App;
import io.valise.audit.AuditEntry;
import io.valise.audit.AuditLog;
import io.valise.auth.Project;
import io.valise.crypto.Damaged;
import io.valise.crypto.Signed;
import io.valise.crypto.SignedDocuments;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reports damage in the store to the log, a metric and the audit, at most once per document and interval. */
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
    SignedDocuments documents;

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
                "Damage in the store%s: %s is missing, was altered or was forged; it is not served",
                damage.app() == null ? "" : ", of app " + damage.app(), damage.what());
        Cancellable unused = entry(damage)
                .onItem()
                .ifNotNull()
                .transformToUni(log::append)
                .subscribe()
                .with(
                        done -> {},
                        failure ->
                                LOG.warnf("The damage could not be recorded in the audit: %s", failure.getMessage()));
    }

    /** In the audit of the app or project that it belongs to, or of the first project if that is unknown. */
    private Uni<@Nullable AuditEntry> entry(Damaged damage) {
        return find(App.stored(), damage.app())
                .flatMap(app -> app != null
                        ? Uni.createFrom().item(entry(app.project, app.id, damage))
                        : find(Project.stored(), damage.project())
                                .onItem()
                                .ifNull()
                                .switchTo(() -> Project.oldest(documents))
                                .map(project -> project == null ? null : entry(project.id, null, damage)));
    }

    private <D extends Signed> Uni<@Nullable D> find(ReactiveMongoCollection<D> in, @Nullable ObjectId id) {
        return id == null ? Uni.createFrom().nullItem() : documents.withId(in, id);
    }

    private AuditEntry entry(ObjectId project, @Nullable ObjectId app, Damaged damage) {
        return AuditEntry.of(
                project,
                app,
                "store.damage",
                new AuditEntry.Target("document", null, damage.what()),
                "StoreDamaged",
                clock.instant().getEpochSecond());
    }

    private Counter counter() {
        return Counter.builder("valise.store.damaged")
                .description("Documents in the store that were found missing, altered or forged")
                .register(meters);
    }
}
