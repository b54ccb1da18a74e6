package io.valise.revisions;

import com.mongodb.client.model.Projections;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.smallrye.mutiny.Uni;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import java.util.List;
import org.bson.Document;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/**
 * Where the search for an app's newest revision begins, and the tombstone of a deleted app. The number is only a hint:
 * it is moved after the commit, so it may lag behind, but is never ahead, and no revision after it is ever removed.
 */
@MongoEntity(collection = "heads")
public class Head extends ReactivePanacheMongoEntityBase {
    /** The app. */
    @BsonId
    public ObjectId id;

    public long number;
    /** Whether the app was deleted: nothing can be published then. The sweep removes what is left of it, this last. */
    public boolean deleted;
    /** When it was made, or deleted, in UNIX seconds. */
    public long since;
    /** What had not been used again by then has been looked through by the sweep, in UNIX seconds. */
    public long sweptUntil;
    /** The newest revision when the sweep last looked. */
    public long sweptNumber;

    /** All that the filter is about; those that are malformed are left out, so that they keep nobody from the others. */
    public static Uni<List<Head>> sound(Document filter) {
        return Head.<Head>list(filter)
                .onFailure(StoreFailure::isMalformed)
                .recoverWithUni(malformed -> mongoDatabase()
                        .getCollection("heads", Document.class)
                        .find(filter, new FindOptions().projection(Projections.include("_id")))
                        .onItem()
                        .transformToUniAndConcatenate(found -> Head.<Head>find(new Document("_id", found.get("_id")))
                                .firstResult()
                                .onFailure(StoreFailure::isMalformed)
                                .recoverWithNull())
                        .collect()
                        .asList());
    }

    /** Moves the number up; false if the app was deleted. */
    static Uni<Boolean> moveTo(ObjectId app, long number) {
        return mongoCollection()
                .updateOne(
                        new Document("_id", app).append("deleted", new Document("$ne", true)),
                        new Document("$max", new Document("number", number)))
                .plug(Writes::idempotent)
                .map(result -> result.getMatchedCount() == 1);
    }

    /** Lets the sweep look again at what was written since then, in UNIX seconds: a draft that is over may have named it. */
    public static Uni<Void> sweepAgainFrom(ObjectId app, long time) {
        return mongoCollection()
                .updateOne(new Document("_id", app), new Document("$min", new Document("sweptUntil", time)))
                .plug(Writes::idempotent)
                .replaceWithVoid();
    }

    /** Notes how far the sweep has come, unless somebody has asked it meanwhile to look again. */
    public static Uni<Void> swept(Head asRead, long until, long number) {
        if (asRead.sweptUntil == until && asRead.sweptNumber == number) {
            return Uni.createFrom().voidItem();
        }
        return mongoCollection()
                .updateOne(
                        new Document("_id", asRead.id).append("sweptUntil", asRead.sweptUntil),
                        new Document(
                                "$set",
                                new Document("sweptUntil", Math.max(until, asRead.sweptUntil))
                                        .append("sweptNumber", number)))
                .replaceWithVoid();
    }

    /** Marks the app as deleted; fails with {@code OutcomeUnknown} where the store does not say whether it is. */
    public static Uni<Void> bury(ObjectId app, long now) {
        return mongoCollection()
                .updateOne(
                        new Document("_id", app),
                        new Document("$set", new Document("deleted", true).append("since", now)))
                .plug(Writes::idempotent)
                .plug(Writes::decisive)
                .replaceWithVoid();
    }
}
