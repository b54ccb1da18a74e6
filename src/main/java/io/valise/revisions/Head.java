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
 * The starting point of the search for an app's newest revision, and the tombstone of a deleted app. The number is only
 * a hint: it is updated after the commit, so it may lag behind but is never ahead. Revisions after it are never
 * removed.
 */
@MongoEntity(collection = "heads")
public class Head extends ReactivePanacheMongoEntityBase {
    /** Documents per reply of the store, about 500 kB. */
    private static final int BATCH = 5_000;

    /** The app's id. */
    @BsonId
    public ObjectId id;

    public long number;
    /**
     * Whether the app was deleted: nothing can be published then. The sweep removes what is left of it, this document
     * last.
     */
    public boolean deleted;
    /** When the app was created or deleted, in UNIX seconds. */
    public long since;
    /**
     * The sweep has yet to examine what was written or done in the app since then, in UNIX seconds; see
     * {@link Unsettled}. Absent if it has examined everything.
     */
    public @Nullable Long unsettledSince;
    /** When something was last written or done in the app, in UNIX seconds, accurate to a minute. */
    public long changedAt;
    /** The sweep has examined everything that was last used before then, in UNIX seconds. */
    public long sweptUntil;
    /** The newest revision at the last sweep. */
    public long sweptNumber;

    /**
     * All heads that match the filter. Malformed heads are skipped, so that one does not fail the query for the others.
     */
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

    /** Notes that something is about to be written or done in the app. */
    static Uni<Void> unsettle(ObjectId app, long now) {
        return unsettle(app, new Document("unsettledSince", now), now);
    }

    /**
     * The same, and makes the sweep examine everything since an earlier time again. Used when a draft ends, for the
     * blocks and contents that only the draft used.
     */
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

    /** The apps that have been unsettled since before then, in UNIX seconds; the oldest first. */
    public static Multi<Open> unsettled(long before) {
        return mongoDatabase()
                .getCollection("heads", Document.class)
                .find(
                        // The lower bound keeps heads without the field out of the index scan.
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
     * Records the progress of the sweep, unless something that it must examine was noted in the meantime.
     *
     * @param until the sweep has examined everything that was last used before then, in UNIX seconds
     * @param settled whether the note can be removed: nothing it covers can still arrive, or is too recent to remove
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

    /** Marks the app as deleted. Fails with {@code OutcomeUnknown} if the store does not confirm it. */
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

    /** The apps that the sweep must visit, in the order in which it visits them. */
    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("unsettledSince")));
    }
}
