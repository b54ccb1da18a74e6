package io.valise.crypto;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import org.bson.codecs.pojo.annotations.BsonId;

/** The sealed keyset that signs documents; shared by all instances and kept across restarts. */
@MongoEntity(collection = "mac_keys")
@SuppressWarnings("NullAway.Init") // filled by the store
public class MacKey extends ReactivePanacheMongoEntityBase {
    static final String DOCUMENTS = "documents";

    @BsonId
    public String id;

    /** A Tink keyset as JSON. */
    public SealedSecret keyset;

    static Place place() {
        return new Place(Sealer.SERVICE_SCOPE, "mac_key/" + DOCUMENTS, "1");
    }
}
