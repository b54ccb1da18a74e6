package io.valise.revisions;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import java.util.List;
import org.bson.Document;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Where the search for an app's newest revision begins, and the tombstone of a deleted app. The number is only a hint:
 * it is moved after the commit, so it may lag behind, but is never ahead, and no revision after it is ever removed.
 */
@MongoEntity(collection = "heads")
public class Head extends ReactivePanacheMongoEntityBase {
    /** In one reply of the store, some 500 kB. */
    private static final int BATCH = 5_000;

    /** The app. */
    @BsonId
    public ObjectId id;

    public long number;
    /** Whether the app was deleted: nothing can be published then. The sweep removes what is left of it, this last. */
    public boolean deleted;
    /** When it was made, or deleted, in UNIX seconds. */
    public long since;
    /**
     * What was written or done in the app since then is still to be looked at by the sweep, in UNIX seconds: see {@link
     * Unsettled}. Absent where it has looked at everything.
     */
    public @Nullable Long unsettledSince;
    /** When something was last written or done in the app, to a minute, in UNIX seconds. */
    public long changedAt;
    /** What had not been used again by then has been looked through by the sweep, in UNIX seconds. */
    public long sweptUntil;
    /** The newest revision when the sweep last looked. */
    public long sweptNumber;

    /** All that the filter is about; those that are malformed are left out, so that they keep nobody from the others. */
    public static Uni<List<Head>> sound(Document filter) {
        return Head.<Head>mongoCollection()
                .find(filter, new FindOptions().batchSize(BATCH))
                .collect()
                .asList()
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

    /** Notes that something is about to be written in the app, or done to it. */
    static Uni<Void> unsettle(ObjectId app, long now) {
        return unsettle(app, new Document("unsettledSince", now), now);
    }

    /** The same, where what was written since an earlier time is to be looked at once more: a draft that ends named it. */
    public static Uni<Void> unsettle(ObjectId app, long since, long now) {
        return unsettle(app, new Document("unsettledSince", now).append("sweptUntil", since), now);
    }

    private static Uni<Void> unsettle(ObjectId app, Document atMost, long now) {
        return mongoCollection()
                .updateOne(
                        new Document("_id", app),
                        new Document("$min", atMost).append("$max", new Document("changedAt", now)))
                .plug(Writes::idempotent)
                .replaceWithVoid();
    }

    /** An app that is not settled, and since when. */
    public record Open(ObjectId app, long since) {}

    /** The apps that have not been settled since before then, in UNIX seconds; the oldest first. */
    public static Multi<Open> unsettled(long before) {
        return mongoDatabase()
                .getCollection("heads", Document.class)
                .find(
                        // From above nothing on, so that an index need not be asked for those that have none.
                        new Document("unsettledSince", new Document("$gt", 0L).append("$lt", before)),
                        new FindOptions()
                                .projection(Projections.include("unsettledSince"))
                                .sort(new Document("unsettledSince", 1))
                                .batchSize(BATCH))
                .select()
                .where(found -> found.get("_id") instanceof ObjectId)
                .map(found -> new Open(found.getObjectId("_id"), since(found)));
    }

    private static long since(Document head) {
        return head.get("unsettledSince") instanceof Number seconds ? seconds.longValue() : 0;
    }

    /**
     * Notes how far the sweep has come, unless something was noted meanwhile that it has to look at.
     *
     * @param until what had not been used again by then has been looked through, in UNIX seconds
     * @param settled whether that is all: nothing that the note was about can still come, or be younger
     */
    public static Uni<Void> swept(Head asRead, long until, long number, boolean settled) {
        Document swept = new Document("sweptUntil", Math.max(until, asRead.sweptUntil)).append("sweptNumber", number);
        return mongoCollection()
                .updateOne(
                        new Document("_id", asRead.id)
                                .append("deleted", new Document("$ne", true))
                                .append("sweptUntil", asRead.sweptUntil)
                                .append("changedAt", asRead.changedAt),
                        settled
                                ? new Document("$set", swept).append("$unset", new Document("unsettledSince", ""))
                                : new Document("$set", swept.append("unsettledSince", until)))
                .replaceWithVoid();
    }

    /** Marks the app as deleted; fails with {@code OutcomeUnknown} where the store does not say whether it is. */
    public static Uni<Void> bury(ObjectId app, long now) {
        return mongoCollection()
                .updateOne(
                        new Document("_id", app),
                        new Document("$set", new Document("deleted", true).append("since", now))
                                .append("$min", new Document("unsettledSince", now))
                                .append("$max", new Document("changedAt", now)))
                .plug(Writes::idempotent)
                .plug(Writes::decisive)
                .replaceWithVoid();
    }

    /** The apps that are to be looked at, in the order in which they are. */
    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("unsettledSince")));
    }
}
