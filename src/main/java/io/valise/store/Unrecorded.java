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
import io.valise.platform.InOrder;
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
 * Writes missing audit entries for processes that died before they could write them. A revision itself shows what was
 * done; changes without a revision are noted ahead.
 */
@ApplicationScoped
class Unrecorded {
    /** Time in seconds that an instance has to record its own change. A late entry does no harm. */
    private static final long GRACE = 60;
    /** Apps, or revisions, per batch. */
    private static final int TOGETHER = 500;
    /** How far the clocks of two instances may differ, in seconds. */
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

    /**
     * The revisions deployed in these apps, from the first app's time on. The apps are sorted by the time since which
     * they have been unsettled.
     */
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

    /** Reports a damaged app, so that it stops neither the other apps nor the start. */
    private Uni<List<Revision>> reported(ObjectId app) {
        damage.fire(new Damaged(app, "a malformed revision"));
        return Uni.createFrom().item(List.of());
    }

    private Uni<Void> recordMissing(List<Revision> found) {
        return AuditLog.present(found.stream().map(one -> one.change).toList())
                .chain(there -> InOrder.each(
                        found.stream()
                                .filter(revision -> !there.contains(revision.change))
                                .toList(),
                        this::record));
    }

    /** Writes nothing if the app does not exist: it was deleted, or its creation was interrupted. */
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
        AuditEntry entry = AuditEntry.of(
                app.project,
                app.id,
                revision.number == 0
                        ? "app.create"
                        : revision.redeployedFrom == null ? "deployment.create" : "deployment.redeploy",
                revision.number == 0
                        ? new AuditEntry.Target("app", app.id.toHexString(), app.name)
                        : new AuditEntry.Target("deployment", revision.id.toHexString(), revision.name),
                "ok",
                revision.deployedAt);
        entry.id = revision.change;
        entry.actor = new AuditEntry.Who(revision.user, publicKey);
        entry.origin = revision.origin;
        entry.revision = revision.number;
        entry.recovered = true;
        return entry;
    }
}
