package io.valise.audit;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The signed head of a project's log. It names the newest record and is stored outside the log, so that a truncated log
 * is detected.
 */
@MongoEntity(collection = "audit_heads")
@SuppressWarnings("NullAway.Init") // filled by the store
public class AuditHead extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId project;

    /** The number of the record; 0 for an empty log. */
    public long seq;
    /** The hash of the record. */
    public String hash;

    public byte @Nullable [] signature;
}
