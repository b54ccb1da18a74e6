package io.valise.crypto;

import com.google.crypto.tink.Mac;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs stored documents, so that write access to the database is not enough to forge live data. Uses HMAC-SHA256 by
 * Tink, with a keyset that only the master key opens.
 */
@ApplicationScoped
public class Signatures {
    private final Keysets keysets;
    private volatile @Nullable Mac mac;

    Signatures(Keysets keysets) {
        this.keysets = keysets;
    }

    /**
     * Loads or creates the keyset. Call this once at start, before anything is signed or verified.
     *
     * @param refusal only called if there is no keyset: returns why none may be created, because a store that holds
     *     signed documents must have lost it
     */
    public Uni<Void> open(Supplier<Uni<Optional<String>>> refusal) {
        return MacKey.findForDocuments()
                .onItem()
                .ifNull()
                .switchTo(() -> refusal.get()
                        .flatMap(sentence -> sentence.isPresent() ? madeByAnother(sentence.get()) : make()))
                .chain(keysets::open)
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

    /** Whether this instance, or another one on the same store, signed these fields. */
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
            throw new IllegalStateException("the start-up is not complete: nothing can be signed yet");
        }
        return known;
    }

    /** Another instance may have created the keyset and signed documents in the meantime. */
    private static Uni<MacKey> madeByAnother(String refusal) {
        return MacKey.findForDocuments().onItem().ifNull().failWith(() -> new IllegalStateException(refusal));
    }

    private Uni<MacKey> make() {
        register();
        return keysets.make(
                MacKey.forDocuments(), PredefinedMacParameters.HMAC_SHA256_256BITTAG, MacKey::findForDocuments);
    }

    private static Mac primitive(Plaintext keyset) {
        register();
        return Keysets.primitive(keyset, Mac.class);
    }

    private static void register() {
        try {
            MacConfig.register();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("signatures are not available", broken);
        }
    }
}
