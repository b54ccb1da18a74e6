package io.valise.store;

import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.audit.AuditEntry;
import io.valise.audit.AuditLog;
import io.valise.audit.Origin;
import io.valise.auth.ApiKey;
import io.valise.changes.Draft;
import io.valise.changes.DraftSettings;
import io.valise.changes.Drafts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Discards drafts that nobody has touched for long, and those whose owner's key was deleted; the audit says so. And
 * those that were not signed here, which are none.
 */
@ApplicationScoped
class DraftSweep {
    @Inject
    DraftSettings settings;

    @Inject
    Drafts drafts;

    @Inject
    AuditLog log;

    @Inject
    Clock clock;

    Uni<Void> discardForgotten() {
        long untouchedSince = clock.instant().minus(settings.kept()).getEpochSecond();
        return drafts.all(new Document())
                .onItem()
                .transformToUniAndConcatenate(draft -> discardIfForgotten(draft, untouchedSince))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> discardIfForgotten(Draft draft, long untouchedSince) {
        if (draft.mayComeYet(clock.instant().getEpochSecond())) {
            return Uni.createFrom().voidItem();
        }
        return draft.modifiedAt < untouchedSince
                ? discard(draft)
                : ApiKey.findById(draft.user)
                        .flatMap(owner -> owner == null
                                ? discard(draft)
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> discard(Draft draft) {
        return App.<App>findById(draft.app)
                .flatMap(app -> app == null ? Uni.createFrom().voidItem() : log.append(entry(app, draft)))
                .chain(() -> drafts.discard(draft))
                .replaceWithVoid();
    }

    private AuditEntry entry(App app, Draft draft) {
        AuditEntry entry = new AuditEntry();
        entry.id = new ObjectId();
        entry.project = app.project;
        entry.app = app.id;
        entry.scope = app.id;
        entry.at = clock.instant().getEpochSecond();
        entry.action = "draft.expire";
        entry.target = new AuditEntry.Target("draft", draft.id.toHexString(), null);
        entry.origin = Origin.API.name();
        entry.result = "ok";
        entry.draft = draft.id;
        return entry;
    }
}
