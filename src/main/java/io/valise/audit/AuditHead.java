package io.valise.audit;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Which record a project's log has reached, signed and outside of the log, so that a log whose end is cut off shows. */
@MongoEntity(collection = "audit_heads")
@SuppressWarnings("NullAway.Init") // filled by the store
public class AuditHead extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId project;

    /** Of the record; 0 for a log without one. */
    public long seq;
    /** Of the record. */
    public String hash;

    public byte @Nullable [] signature;
}
