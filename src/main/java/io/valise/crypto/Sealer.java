package io.valise.crypto;

import com.google.crypto.tink.Aead;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Seals contents and opens them again, each only at its {@link Place}. Uses AES-256-GCM by Google Tink with the data
 * key of the place's scope. The bytes of a {@link SealedSecret}:
 *
 * <ul>
 *   <li>1 byte: the format version, {@code 0x01}, so that the algorithm can be changed later;
 *   <li>5 bytes: Tink's output prefix: {@code 0x01}, then the id of the key within the data keyset, big-endian;
 *   <li>12 bytes: the nonce, random for each sealing;
 *   <li>the encrypted content, as many bytes as the content has in UTF-8;
 *   <li>16 bytes: the tag over all of it and over the place ({@link AssociatedData}).
 * </ul>
 *
 * With random nonces of 96 bits, a data key is good for 2³² sealings (NIST SP 800-38D, 8.3). Each app has its own
 * scope.
 */
@ApplicationScoped
public class Sealer {
    /** The scope of the service itself, outside all apps and projects. Its data key cannot be destroyed. */
    public static final String SERVICE_SCOPE = "valise";

    private static final byte FORMAT = 1;

    private final DataKeys dataKeys;

    private final Sealings sealings;

    protected Sealer(DataKeys dataKeys, Sealings sealings) {
        this.dataKeys = dataKeys;
        this.sealings = sealings;
    }

    /**
     * Seals a content for one place. The first sealing in a scope creates the scope's data key.
     *
     * <p>Fails with 400 {@code InvalidParameter} if the content is not well-formed Unicode text, and with 503
     * {@code StoreUnavailable} if the master key is unavailable.
     */
    public Uni<SealedSecret> seal(Place place, Plaintext content) {
        return sealings.counted(
                "seal",
                Uni.createFrom()
                        .item(() -> AssociatedData.utf8(content.reveal()))
                        .flatMap(clear -> dataKeys.forSealing(place.scope()).map(key -> seal(key, place, clear))));
    }

    /**
     * Opens what was sealed for exactly this place. Fails with {@link IllegalStateException} if that is not possible:
     * it was altered, belongs elsewhere, or its scope was destroyed. Fails with 503 {@code StoreUnavailable} if the
     * master key is unavailable.
     */
    public Uni<Plaintext> open(Place place, SealedSecret sealed) {
        return sealings.counted(
                "open", dataKeys.forOpening(place.scope()).map(key -> open(key, place, sealed.ciphertext())));
    }

    /**
     * Whether this content was sealed for exactly this place. The opened content is compared here and not passed on.
     * False if it cannot be opened; fails with 503 {@code StoreUnavailable} as {@link #open} does.
     */
    public Uni<Boolean> holds(Place place, SealedSecret sealed, Plaintext content) {
        return open(place, sealed)
                .map(stored -> areSame(stored, content))
                .onFailure(IllegalStateException.class)
                .recoverWithItem(false);
    }

    /**
     * Destroys a scope's data key, so that nothing sealed in the scope can be opened any more: on this instance at
     * once, on others within {@link DataKeys#KEPT_OPEN}. The scope must never be used again; ids never are.
     */
    public Uni<Void> destroy(String scope) {
        if (scope.equals(SERVICE_SCOPE)) {
            return Uni.createFrom()
                    .failure(new IllegalArgumentException("the service's own data key cannot be destroyed"));
        }
        return dataKeys.destroy(scope);
    }

    /** Compares in constant time. */
    private static boolean areSame(Plaintext one, Plaintext other) {
        return MessageDigest.isEqual(
                one.reveal().getBytes(StandardCharsets.UTF_8), other.reveal().getBytes(StandardCharsets.UTF_8));
    }

    private static SealedSecret seal(Aead key, Place place, byte[] clear) {
        try {
            byte[] sealed = key.encrypt(clear, AssociatedData.ofSecret(place));
            return new SealedSecret(ByteBuffer.allocate(1 + sealed.length)
                    .put(FORMAT)
                    .put(sealed)
                    .array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a content could not be sealed", impossible);
        }
    }

    private static Plaintext open(Aead key, Place place, byte[] sealed) {
        if (sealed.length == 0 || sealed[0] != FORMAT) {
            throw new IllegalStateException("a sealed content of an unknown format at " + place);
        }
        try {
            byte[] body = Arrays.copyOfRange(sealed, 1, sealed.length);
            byte[] clear = key.decrypt(body, AssociatedData.ofSecret(place));
            return Plaintext.of(new String(clear, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException changed) {
            throw new IllegalStateException("a sealed content does not open at " + place, changed);
        }
    }
}
