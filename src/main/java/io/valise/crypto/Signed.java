package io.valise.crypto;

import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A stored document that grants access or defines what is live. It is only trusted with a valid signature, and only
 * {@link SignedDocuments} reads and writes it.
 */
@SuppressWarnings("NullAway.Init") // filled by the store
public abstract class Signed extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId id;

    public byte @Nullable [] signature;

    /**
     * Its kind, its id, and every field that matters: fields that are not signed can be changed by anyone with write
     * access to the database.
     */
    public abstract SignedFields signedFields();

    /** How it is reported if its signature is invalid. */
    public abstract Damaged damage();
}
