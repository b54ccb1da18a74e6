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
        return requireUnpublished(forged.app, forged.number)
                .invoke(() -> report(forged.app, "revision " + forged.number + " (" + forged.id + ")"))
                .chain(() -> SetAside.move(stored(), Revision.key(forged.app, forged.id)));
    }

    /** What the head has come to was published here: altered, it is damage, and nothing may take its number. */
    private Uni<Void> requireUnpublished(ObjectId app, long number) {
        return Head.<Head>findById(app)
                .invoke(head -> {
                    if (head != null && head.number >= number) {
                        throw damaged(app, "revision " + number);
                    }
                })
                .replaceWithVoid();
    }

    /** The same for all after this number that are no revisions at all: they cannot be read. */
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

    /** The same for all of the app's whose number no revision has: nothing that was published here looks like them. */
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
        report(app, "revision " + document.get("_id") + ", which is malformed");
        return SetAside.move(stored(), Revision.key(app, document.get("_id")));
    }

    /** The number of what should be a revision; null where it is not 0, 1, 2, … */
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
