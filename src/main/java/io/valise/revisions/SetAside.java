package io.valise.revisions;

import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.valise.errors.StoreFailure;
import org.bson.Document;

/** A collection of its own for documents that were not written by this service: they can be looked at, and block nothing. */
public final class SetAside {
    private SetAside() {}

    /** Moves the document that the filter is about, if there is one. */
    public static Uni<Void> move(ReactiveMongoCollection<Document> from, Document filter) {
        ReactiveMongoCollection<Document> aside = Revision.mongoDatabase().getCollection("set_aside", Document.class);
        return from.find(filter)
                .collect()
                .first()
                .onItem()
                .ifNotNull()
                .transformToUni(document -> aside.insertOne(document)
                        .onFailure(StoreFailure::isDuplicateKey)
                        .recoverWithNull()
                        .chain(() -> from.deleteOne(new Document(filter).append("_id", document.get("_id")))))
                .replaceWithVoid();
    }
}
