package io.valise.revisions;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * The floor left by one restore of the store: every later revision has a higher number. Written once, signed, and never
 * changed or removed.
 */
@MongoEntity(collection = "floors")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Floor extends ReactivePanacheMongoEntityBase {
    /**
     * The restore's name, given by the operator or taken from the back-up. It ensures that a restore is handled once.
     */
    @BsonId
    public String id;

    public long number;
    /** In UNIX seconds. */
    public long at;

    public byte @Nullable [] signature;
}
