package io.valise.crypto;

import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.valise.errors.StoreFailure;
import org.bson.Document;
import org.bson.types.ObjectId;

/** A collection for documents that were not written by this service. They can be inspected there and block nothing. */
public final class SetAside {
    private SetAside() {}

    /** Whether a document with this id was moved here. */
    public static Uni<Boolean> holds(ObjectId id) {
        return stored().find(new Document("_id", id)).collect().first().map(found -> found != null);
    }

    private static ReactiveMongoCollection<Document> stored() {
        return MacKey.mongoDatabase().getCollection("set_aside", Document.class);
    }

    /** Moves a document that matches the filter, if there is one. */
    public static Uni<Void> move(ReactiveMongoCollection<Document> from, Document filter) {
        return from.find(filter)
                .collect()
                .first()
                .onItem()
                .ifNotNull()
                .transformToUni(document -> stored().insertOne(document)
                        .onFailure(StoreFailure::isDuplicateKey)
                        .recoverWithNull()
                        .chain(() -> from.deleteOne(new Document(filter).append("_id", document.get("_id")))))
                .replaceWithVoid();
    }
}
