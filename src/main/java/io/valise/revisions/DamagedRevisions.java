package io.valise.revisions;

import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Damaged;
import io.valise.crypto.SetAside;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Handles stored revisions without a valid signature: reports them and moves them aside. */
@ApplicationScoped
class DamagedRevisions {
    private final Event<Damaged> damage;

    DamagedRevisions(Event<Damaged> damage) {
        this.damage = damage;
    }

    void report(ObjectId app, String what) {
        damage.fire(new Damaged(app, what));
    }

    /** 500 {@code StoreDamaged}, for a revision that must exist. */
    ApiException damaged(ObjectId app, String what) {
        report(app, what);
        return new ApiException(
                ErrorCode.StoreDamaged, "the stored app is damaged: its " + what + " is missing or was altered");
    }

    /** Moves a forged revision into a separate collection, where it can be examined and does not occupy a number. */
    Uni<Void> moveAside(Revision forged) {
        return requireUnpublished(forged.app, forged.number)
                .invoke(() -> report(forged.app, "revision " + forged.number + " (" + forged.id + ")"))
                .chain(() -> SetAside.move(stored(), Revision.key(forged.app, forged.id)));
    }

    /**
     * Revisions up to the head were published by this service. If one of those is altered, it is damage, and its number
     * must not be reused.
     */
    private Uni<Void> requireUnpublished(ObjectId app, long number) {
        return Head.<Head>findById(app)
                .invoke(head -> {
                    if (head != null && head.number >= number) {
                        throw damaged(app, "revision " + number);
                    }
                })
                .replaceWithVoid();
    }

    /** Does the same for malformed documents after this number, which cannot be read as revisions. */
    Uni<Void> moveMalformedAside(ObjectId app, long after) {
        return stored().find(new Document("app", app).append("number", new Document("$gt", after)))
                .onItem()
                .transformToUniAndConcatenate(document -> Revision.find(Revision.key(app, document.get("_id")))
                        .firstResult()
                        .replaceWithVoid()
                        .onFailure(StoreFailure::isMalformed)
                        .recoverWithUni(malformed -> {
                            Long number = number(document);
                            return number == null
                                    ? moveStrayAside(app, document)
                                    : requireUnpublished(app, number).chain(() -> moveStrayAside(app, document));
                        }))
                .onItem()
                .ignoreAsUni();
    }

    /**
     * Does the same for all of the app's documents without a valid revision number. This service never writes such
     * documents.
     */
    Uni<Void> moveStrayAside(ObjectId app) {
        return stored().find(new Document("app", app))
                .select()
                .where(document -> number(document) == null)
                .onItem()
                .transformToUniAndConcatenate(document -> moveStrayAside(app, document))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> moveStrayAside(ObjectId app, Document document) {
        report(app, "malformed revision " + document.get("_id"));
        return SetAside.move(stored(), Revision.key(app, document.get("_id")));
    }

    /** The number of a document that should be a revision; null unless it is 0, 1, 2, … */
    private static @Nullable Long number(Document revision) {
        return revision.get("number") instanceof Number number
                        && number.longValue() >= 0
                        && number.longValue() == number.doubleValue()
                ? number.longValue()
                : null;
    }

    private static ReactiveMongoCollection<Document> stored() {
        return Revision.mongoDatabase().getCollection("revisions", Document.class);
    }
}
