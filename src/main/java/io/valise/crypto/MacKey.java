package io.valise.crypto;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** The keyset that signs documents. */
@MongoEntity(collection = "mac_keys")
public class MacKey extends SealedKeyset {
    private static final String DOCUMENTS = "documents";

    /** For the store. */
    public MacKey() {}

    private MacKey(String id) {
        super(id);
    }

    /** A new one, not stored yet. */
    static MacKey forDocuments() {
        return new MacKey(DOCUMENTS);
    }

    /** The stored one; null if there is none. */
    static Uni<@Nullable MacKey> findForDocuments() {
        return findById(DOCUMENTS);
    }

    @Override
    protected Place place() {
        return new Place(Sealer.SERVICE_SCOPE, "mac_key/" + id, "1");
    }
}
