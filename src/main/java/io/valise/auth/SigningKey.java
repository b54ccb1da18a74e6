package io.valise.auth;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.valise.crypto.Place;
import io.valise.crypto.SealedSecret;
import io.valise.crypto.Sealer;
import org.bson.codecs.pojo.annotations.BsonId;

/** The sealed keyset that signs tokens; shared by all instances and kept across restarts. */
@MongoEntity(collection = "signing_keys")
@SuppressWarnings("NullAway.Init") // filled by the store
public class SigningKey extends ReactivePanacheMongoEntityBase {
    static final String TOKENS = "tokens";

    @BsonId
    public String id;

    /** A Tink keyset as JSON. */
    public SealedSecret keyset;

    static Place place() {
        return new Place(Sealer.SERVICE_SCOPE, "signing_key/" + TOKENS, "1");
    }
}
