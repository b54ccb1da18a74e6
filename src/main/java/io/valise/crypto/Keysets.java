package io.valise.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import io.smallrye.mutiny.Uni;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates and opens the keysets that sign. In the store each is sealed, so that only the master key opens it. */
@ApplicationScoped
public class Keysets {
    private final Sealer sealer;

    Keysets(Sealer sealer) {
        this.sealer = sealer;
    }

    /**
     * Stores a new keyset with one key. If another instance stores one first, returns that one.
     *
     * @param made the entity to fill and store
     * @param parameters of the key; its kind must be registered with Tink
     * @param stored reads the stored entity
     */
    public <K extends SealedKeyset> Uni<K> make(
            K made, Parameters parameters, Supplier<Uni<? extends @Nullable K>> stored) {
        return sealer.seal(made.place(), generate(parameters))
                .chain(ciphertext -> {
                    made.keyset = ciphertext;
                    return made.<K>persist().plug(Writes::idempotent);
                })
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithUni(stored);
    }

    private static Plaintext generate(Parameters parameters) {
        try {
            return Plaintext.of(TinkJsonProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(parameters, RegistryConfiguration.get()),
                    RegistryConfiguration.get(),
                    InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("a signing key could not be created", broken);
        }
    }

    /** The keyset as Tink's JSON. Fails if the master key does not open it. */
    public Uni<Plaintext> open(SealedKeyset stored) {
        return sealer.open(stored.place(), stored.keyset);
    }

    /**
     * What the keyset can do.
     *
     * @param keyset as Tink's JSON
     * @param type the primitive, whose kind of key must be registered with Tink
     */
    public static <P> P primitive(Plaintext keyset, Class<P> type) {
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(
                            keyset.reveal(), RegistryConfiguration.get(), InsecureSecretKeyAccess.get())
                    .getPrimitive(RegistryConfiguration.get(), type);
        } catch (GeneralSecurityException broken) {
            // Leave out the cause: Tink's message may quote the keyset.
            throw new IllegalStateException("the stored signing key is not readable: " + type.getSimpleName());
        }
    }
}
