package io.valise.store;

import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.audit.AuditEntry;
import io.valise.audit.AuditLog;
import io.valise.audit.Intents;
import io.valise.auth.ApiKey;
import io.valise.crypto.Damaged;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.StoreFailure;
import io.valise.revisions.Head;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
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
    /** Apps, and revisions, that are looked at together. */
    private static final int TOGETHER = 500;
    /** How far the clocks of two instances may be apart, in seconds. */
    private static final long CLOCKS_APART = 600;

    @Inject
    AuditLog log;

    @Inject
    Intents intents;

    @Inject
    Revisions revisions;

    @Inject
    Event<Damaged> damage;

    @Inject
    SignedDocuments documents;

    @Inject
    Clock clock;

    /** Records what is missing in the apps that are not settled. */
    Uni<Void> record() {
        long now = clock.instant().getEpochSecond();
        return Head.unsettled(now)
                .group()
                .intoLists()
                .of(TOGETHER)
                .onItem()
                .transformToUniAndConcatenate(open -> record(open, now - GRACE))
                .onItem()
                .ignoreAsUni()
                .chain(() -> intents.recover(now - GRACE));
    }

    private Uni<Void> record(List<Head.Open> apps, long before) {
        return revisions(apps, before)
                .flatMap(found -> Multi.createFrom()
                        .iterable(found)
                        .group()
                        .intoLists()
                        .of(TOGETHER)
                        .onItem()
                        .transformToUniAndConcatenate(this::recordMissing)
                        .onItem()
                        .ignoreAsUni());
    }

    /** What was deployed in these apps, the oldest of which comes first, since they are not settled. */
    private Uni<List<Revision>> revisions(List<Head.Open> apps, long before) {
        List<ObjectId> ids = apps.stream().map(Head.Open::app).toList();
        long since = apps.get(0).since() - CLOCKS_APART;
        return Revision.<Revision>mongoCollection()
                .find(
                        new Document("app", new Document("$in", ids))
                                .append("deployedAt", new Document("$gte", since).append("$lt", before)),
                        new FindOptions().sort(new Document("deployedAt", 1)))
                .filter(revisions::isGenuine)
                .collect()
                .asList()
                .onFailure(StoreFailure::isMalformed)
                .recoverWithUni(malformed -> apps.size() == 1 ? reported(ids.get(0)) : oneByOne(apps, before));
    }

    private Uni<List<Revision>> oneByOne(List<Head.Open> apps, long before) {
        return Multi.createFrom()
                .iterable(apps)
                .onItem()
                .transformToUniAndConcatenate(app -> revisions(List.of(app), before))
                .onItem()
                .<Revision>disjoint()
                .collect()
                .asList();
    }

    /** A damaged app keeps no other from being looked at, and nobody from starting. */
    private Uni<List<Revision>> reported(ObjectId app) {
        damage.fire(new Damaged(app, "one of its revisions, which is malformed,"));
        return Uni.createFrom().item(List.of());
    }

    private Uni<Void> recordMissing(List<Revision> found) {
        return AuditLog.present(found.stream().map(one -> one.change).toList())
                .chain(there -> Sweep.each(
                        found.stream()
                                .filter(revision -> !there.contains(revision.change))
                                .toList(),
                        this::record));
    }

    /** Nothing for an app that is not there: it was deleted, or its creation ended half-way. */
    private Uni<Void> record(Revision revision) {
        return Uni.combine()
                .all()
                .unis(documents.withId(App.stored(), revision.app), documents.withId(ApiKey.stored(), revision.user))
                .asTuple()
                .flatMap(found -> found.getItem1() == null
                        ? Uni.createFrom().voidItem()
                        : log.append(entry(
                                found.getItem1(),
                                revision,
                                found.getItem2() == null ? null : found.getItem2().publicKey)));
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
