package io.valise.revisions;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * What one restore of the store has left: the number that every revision made after it is above. Written once, signed,
 * and never changed or removed.
 */
@MongoEntity(collection = "floors")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Floor extends ReactivePanacheMongoEntityBase {
    /** The restore's name, as the operator or the back-up gives it: that is how a restore is acted on once. */
    @BsonId
    public String id;

    public long number;
    /** In UNIX seconds. */
    public long at;

    public byte @Nullable [] signature;
}
