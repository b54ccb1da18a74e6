package io.valise.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Mac;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import io.smallrye.mutiny.Uni;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs what is stored, so that whoever can write to the database cannot make up what is live: HMAC-SHA256 by Tink,
 * under a keyset that only the master key opens.
 */
@ApplicationScoped
public class Signatures {
    private final Sealer sealer;
    private volatile @Nullable Mac mac;

    Signatures(Sealer sealer) {
        this.sealer = sealer;
    }

    /**
     * Gets the keyset ready. To be called once at start, before anything is signed or verified.
     *
     * @param refusal why none may be made where there is none: a store that holds signed documents has lost it. Asked
     *     only then.
     */
    public Uni<Void> open(Supplier<Uni<Optional<String>>> refusal) {
        return MacKey.<MacKey>findById(MacKey.DOCUMENTS)
                .onItem()
                .ifNull()
                .switchTo(() -> refusal.get()
                        .flatMap(sentence -> sentence.isPresent() ? madeByAnother(sentence.get()) : make()))
                .chain(stored -> sealer.open(MacKey.place(), stored.keyset))
                .invoke(keyset -> mac = primitive(keyset))
                .replaceWithVoid();
    }

    /** The signature of these fields. */
    public byte[] sign(SignedFields fields) {
        try {
            return ready().computeMac(fields.toBytes());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a document could not be signed", impossible);
        }
    }

    /** Whether these fields were signed here, or by another instance on the same store. */
    public boolean isSigned(SignedFields fields, byte @Nullable [] signature) {
        if (signature == null) {
            return false;
        }
        try {
            ready().verifyMac(signature, fields.toBytes());
            return true;
        } catch (GeneralSecurityException forged) {
            return false;
        }
    }

    private Mac ready() {
        Mac known = mac;
        if (known == null) {
            throw new IllegalStateException("the start is not done: nothing can be signed yet");
        }
        return known;
    }

    /** Another instance may have made the key meanwhile, and then what it signs. */
    private static Uni<MacKey> madeByAnother(String refusal) {
        return MacKey.<MacKey>findById(MacKey.DOCUMENTS)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException(refusal));
    }

    private Uni<MacKey> make() {
        return sealer.seal(MacKey.place(), generate())
                .chain(made -> {
                    MacKey key = new MacKey();
                    key.id = MacKey.DOCUMENTS;
                    key.keyset = made;
                    return key.<MacKey>persist().plug(Writes::idempotent);
                })
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithUni(() -> MacKey.findById(MacKey.DOCUMENTS));
    }

    private static Plaintext generate() {
        try {
            MacConfig.register();
            KeysetHandle keyset = KeysetHandle.generateNew(
                    PredefinedMacParameters.HMAC_SHA256_256BITTAG, RegistryConfiguration.get());
            return Plaintext.of(TinkJsonProtoKeysetFormat.serializeKeyset(
                    keyset, RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("no key for signatures could be made", broken);
        }
    }

    private static Mac primitive(Plaintext keyset) {
        try {
            MacConfig.register();
            return TinkJsonProtoKeysetFormat.parseKeyset(
                            keyset.reveal(), RegistryConfiguration.get(), InsecureSecretKeyAccess.get())
                    .getPrimitive(RegistryConfiguration.get(), Mac.class);
        } catch (GeneralSecurityException broken) {
            // Without the cause: Tink's message may quote the keyset.
            throw new IllegalStateException("the stored key for signatures is not readable");
        }
    }
}
