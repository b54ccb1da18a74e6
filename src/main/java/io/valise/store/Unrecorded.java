package io.valise.store;

import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.audit.AuditEntry;
import io.valise.audit.AuditLog;
import io.valise.audit.Intents;
import io.valise.auth.ApiKey;
import io.valise.errors.StoreFailure;
import io.valise.revisions.Damaged;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Gives an entry in the audit to what was done by a process that died before it could write one. A revision is its own
 * note of what was done; what makes none was noted ahead.
 */
@ApplicationScoped
class Unrecorded {
    /** Whoever does something has recorded it by then, in seconds; it does no harm if it comes yet. */
    private static final long GRACE = 60;

    @Inject
    AuditLog log;

    @Inject
    Intents intents;

    @Inject
    Revisions revisions;

    @Inject
    Event<Damaged> damage;

    @Inject
    Clock clock;

    /** Records what is missing, of all apps. */
    Uni<Void> record() {
        long before = clock.instant().getEpochSecond() - GRACE;
        return App.<App>mongoCollection()
                .find()
                .onItem()
                .transformToUniAndConcatenate(app -> record(app, before)
                        .onFailure(StoreFailure::isMalformed)
                        .recoverWithUni(malformed -> reported(app)))
                .onItem()
                .ignoreAsUni()
                .chain(() -> intents.recover(before));
    }

    /** A damaged app keeps no other from being looked at, and nobody from starting. */
    private Uni<Void> reported(App app) {
        damage.fire(new Damaged(app.id, "one of its revisions, which is malformed"));
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> record(App app, long before) {
        return Revision.<Revision>mongoCollection()
                .find(new Document("app", app.id), new FindOptions().sort(new Document("number", 1)))
                .filter(revision -> revision.deployedAt < before && revisions.isGenuine(revision))
                .collect()
                .asList()
                .chain(revisions -> AuditLog.present(
                                revisions.stream().map(one -> one.change).toList())
                        .chain(there -> record(app, revisions, there)));
    }

    private Uni<Void> record(App app, List<Revision> revisions, Set<ObjectId> there) {
        return Multi.createFrom()
                .iterable(revisions)
                .filter(revision -> !there.contains(revision.change))
                .onItem()
                .transformToUniAndConcatenate(revision -> ApiKey.<ApiKey>findById(revision.user)
                        .map(key -> entry(app, revision, key == null ? null : key.publicKey))
                        .chain(log::append))
                .onItem()
                .ignoreAsUni();
    }

    private static AuditEntry entry(App app, Revision revision, @Nullable String publicKey) {
        AuditEntry entry = new AuditEntry();
        entry.id = revision.change;
        entry.project = app.project;
        entry.app = app.id;
        entry.scope = app.id;
        entry.at = revision.deployedAt;
        entry.actor = new AuditEntry.Who(revision.user, publicKey);
        entry.action = revision.number == 0
                ? "app.create"
                : revision.redeployedFrom == null ? "deployment.create" : "deployment.redeploy";
        entry.target = revision.number == 0
                ? new AuditEntry.Target("app", app.id.toHexString(), app.name)
                : new AuditEntry.Target("deployment", revision.id.toHexString(), revision.name);
        entry.origin = revision.origin;
        entry.result = "ok";
        entry.revision = revision.number;
        entry.recovered = true;
        return entry;
    }
}
