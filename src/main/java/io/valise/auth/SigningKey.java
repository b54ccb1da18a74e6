package io.valise.auth;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Place;
import io.valise.crypto.SealedKeyset;
import io.valise.crypto.Sealer;
import org.jspecify.annotations.Nullable;

/** The keyset that signs tokens. */
@MongoEntity(collection = "signing_keys")
public class SigningKey extends SealedKeyset {
    private static final String TOKENS = "tokens";

    /** For the store. */
    public SigningKey() {}

    private SigningKey(String id) {
        super(id);
    }

    /** A new one, not stored yet. */
    static SigningKey forTokens() {
        return new SigningKey(TOKENS);
    }

    /** The stored one; null if there is none. */
    static Uni<@Nullable SigningKey> findForTokens() {
        return findById(TOKENS);
    }

    @Override
    protected Place place() {
        return new Place(Sealer.SERVICE_SCOPE, "signing_key/" + id, "1");
    }
}
