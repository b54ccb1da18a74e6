package io.valise.crypto;

import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import org.bson.codecs.pojo.annotations.BsonId;

/** A sealed keyset that signs; shared by all instances and kept across restarts. */
@SuppressWarnings("NullAway.Init") // filled by the store
public abstract class SealedKeyset extends ReactivePanacheMongoEntityBase {
    @BsonId
    public String id;

    /** A Tink keyset as JSON. */
    public SealedSecret keyset;

    /** For the store. */
    protected SealedKeyset() {}

    protected SealedKeyset(String id) {
        this.id = id;
    }

    /** The place to which the ciphertext is bound. */
    protected abstract Place place();
}
