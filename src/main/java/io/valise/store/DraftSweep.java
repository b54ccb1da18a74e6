package io.valise.store;

import com.mongodb.client.model.Projections;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.audit.AuditEntry;
import io.valise.audit.AuditLog;
import io.valise.auth.ApiKey;
import io.valise.changes.Draft;
import io.valise.changes.DraftSettings;
import io.valise.changes.Drafts;
import io.valise.crypto.SignedDocuments;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Discards drafts that nobody has touched for long, and those whose owner's key was deleted. Each is recorded in the
 * audit.
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
    SignedDocuments documents;

    @Inject
    Clock clock;

    Uni<Void> discardForgotten() {
        long untouchedSince = clock.instant().minus(settings.kept()).getEpochSecond();
        return discardAll(new Document("modifiedAt", new Document("$lt", untouchedSince)))
                .chain(DraftSweep::goneUsers)
                .chain(gone -> gone.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : discardAll(new Document("user", new Document("$in", gone))));
    }

    /** Owners of drafts whose keys were deleted. An altered key does not count as deleted: its drafts are kept. */
    private static Uni<Set<ObjectId>> goneUsers() {
        return Draft.mongoCollection()
                .distinct("user", BsonValue.class)
                // A draft with a malformed user is removed when it is read, or expires.
                .filter(BsonValue::isObjectId)
                .map(user -> user.asObjectId().getValue())
                .collect()
                .with(Collectors.toSet())
                .flatMap(users -> users.isEmpty()
                        ? Uni.createFrom().item(users)
                        : ApiKey.<ApiKey>mongoCollection()
                                .find(
                                        new Document("_id", new Document("$in", users)),
                                        Document.class,
                                        new FindOptions().projection(Projections.include("_id")))
                                .invoke(key -> users.remove(key.getObjectId("_id")))
                                .onItem()
                                .ignoreAsUni()
                                .replaceWith(users));
    }

    private Uni<Void> discardAll(Document filter) {
        return drafts.all(filter)
                .onItem()
                .transformToUniAndConcatenate(this::discard)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> discard(Draft draft) {
        if (draft.mayComeYet(clock.instant().getEpochSecond())) {
            return Uni.createFrom().voidItem();
        }
        return documents
                .withId(App.stored(), draft.app)
                .flatMap(app -> app == null ? Uni.createFrom().voidItem() : log.append(entry(app, draft)))
                .chain(() -> drafts.discard(draft))
                .replaceWithVoid();
    }

    private AuditEntry entry(App app, Draft draft) {
        AuditEntry entry = AuditEntry.of(
                app.project,
                app.id,
                "draft.expire",
                new AuditEntry.Target("draft", draft.id.toHexString(), null),
                "ok",
                clock.instant().getEpochSecond());
        entry.draft = draft.id;
        return entry;
    }
}
