package io.valise.revisions;

import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import org.bson.Document;
import org.bson.types.ObjectId;

/** What happens to a stored revision that was not signed here: it is reported, and moved out of the way. */
@ApplicationScoped
class DamagedRevisions {
    private final Event<Damaged> damage;

    DamagedRevisions(Event<Damaged> damage) {
        this.damage = damage;
    }

    void report(ObjectId app, String what) {
        damage.fire(new Damaged(app, what));
    }

    /** 500 {@code StoreDamaged}, for a revision that must be there. */
    ApiException damaged(ObjectId app, String what) {
        report(app, what);
        return new ApiException(
                ErrorCode.StoreDamaged, "the stored app is damaged: its " + what + " is missing or was altered");
    }

    /**
     * Moves a revision that holds a number which is not its own into a collection of its own, so that it blocks nothing
     * and can be looked at.
     */
    Uni<Void> moveAside(Revision forged) {
        report(forged.app, "revision " + forged.number + " (" + forged.id + ") is not signed by this service");
        Document id = new Document("_id", forged.id);
        ReactiveMongoCollection<Document> revisions =
                Revision.mongoDatabase().getCollection("revisions", Document.class);
        ReactiveMongoCollection<Document> aside = Revision.mongoDatabase().getCollection("set_aside", Document.class);
        return revisions
                .find(id)
                .collect()
                .first()
                .onItem()
                .ifNotNull()
                .transformToUni(document -> aside.insertOne(document)
                        .onFailure(io.valise.errors.StoreFailure::isDuplicateKey)
                        .recoverWithNull())
                .chain(() -> revisions.deleteOne(id))
                .replaceWithVoid();
    }
}
