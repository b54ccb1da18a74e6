package io.valise.store;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/** A task that one instance does for all, until a time. */
@MongoEntity(collection = "leases")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Lease extends ReactivePanacheMongoEntityBase {
    /** The name of the task. */
    @BsonId
    public String id;

    public ObjectId holder;
    public Instant until;
}
