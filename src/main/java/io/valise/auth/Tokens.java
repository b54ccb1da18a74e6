package io.valise.auth;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.jwt.JwtHmacParameters;
import com.google.crypto.tink.jwt.JwtMac;
import com.google.crypto.tink.jwt.JwtMacConfig;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.crypto.tink.jwt.VerifiedJwt;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Plaintext;
import io.valise.crypto.Sealer;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies JSON Web Tokens with HMAC-SHA256. The type is part of the signed content, so that a token of one
 * kind is never accepted as another.
 *
 * <p>The key determines the algorithm, never the token: a header that names another algorithm, or {@code none}, is
 * refused.
 */
@ApplicationScoped
class Tokens {
    /**
     * Callers check the expiry themselves, because they answer it differently from a forgery. For the validator it is
     * always 1970.
     */
    private static final Clock NEVER_EXPIRED = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    @Inject
    Sealer sealer;

    private volatile @Nullable JwtMac mac;

    /** The kinds of token, each with its {@code typ} header. */
    enum Type {
        /** RFC 9068. */
        ACCESS("at+jwt"),
        NONCE("nonce+jwt");

        private final String header;
        private final JwtValidator validator;

        Type(String header) {
            this.header = header;
            this.validator = JwtValidator.newBuilder()
                    .expectTypeHeader(header)
                    .setClock(NEVER_EXPIRED)
                    .build();
        }
    }

    /** Signs the claims as a token of this type. */
    Uni<String> sign(Type type, RawJwt.Builder claims) {
        return mac().map(key -> {
            try {
                return key.computeMacAndEncode(claims.setTypeHeader(type.header).build());
            } catch (GeneralSecurityException broken) {
                throw new IllegalStateException("a token could not be signed", broken);
            }
        });
    }

    /** The claims of a token of this type that was signed here, expired or not; empty for anything else. */
    Uni<Optional<VerifiedJwt>> verify(Type type, String token) {
        return mac().map(key -> {
            try {
                return Optional.of(key.verifyMacAndDecode(token, type.validator));
            } catch (GeneralSecurityException notOurs) {
                return Optional.empty();
            }
        });
    }

    private Uni<JwtMac> mac() {
        JwtMac known = mac;
        if (known != null) {
            return Uni.createFrom().item(known);
        }
        return keyset().map(Tokens::primitive).invoke(made -> mac = made);
    }

    /** The stored keyset (Tink's JSON), created if there is none. If instances start together, one of them wins. */
    Uni<Plaintext> keyset() {
        return SigningKey.<SigningKey>findById(SigningKey.TOKENS)
                .onItem()
                .ifNull()
                .switchTo(this::make)
                .chain(stored -> sealer.open(SigningKey.place(), stored.keyset));
    }

    private Uni<SigningKey> make() {
        return sealer.seal(SigningKey.place(), generate())
                .chain(ciphertext -> {
                    SigningKey key = new SigningKey();
                    key.id = SigningKey.TOKENS;
                    key.keyset = ciphertext;
                    return key.<SigningKey>persist().plug(Writes::idempotent);
                })
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithUni(() -> SigningKey.findById(SigningKey.TOKENS));
    }

    private static Plaintext generate() {
        try {
            JwtMacConfig.register();
            JwtHmacParameters hs256 = JwtHmacParameters.builder()
                    .setAlgorithm(JwtHmacParameters.Algorithm.HS256)
                    .setKeySizeBytes(32)
                    .setKidStrategy(JwtHmacParameters.KidStrategy.BASE64_ENCODED_KEY_ID)
                    .build();
            KeysetHandle keyset = KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.generateEntryFromParameters(hs256)
                            .withRandomId()
                            .makePrimary())
                    .build();
            return Plaintext.of(TinkJsonProtoKeysetFormat.serializeKeyset(
                    keyset, RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the signing key could not be created", broken);
        }
    }

    private static JwtMac primitive(Plaintext keyset) {
        try {
            JwtMacConfig.register();
            return TinkJsonProtoKeysetFormat.parseKeyset(
                            keyset.reveal(), RegistryConfiguration.get(), InsecureSecretKeyAccess.get())
                    .getPrimitive(RegistryConfiguration.get(), JwtMac.class);
        } catch (GeneralSecurityException broken) {
            // Leave out the cause: Tink's message may quote the keyset.
            throw new IllegalStateException("the stored signing key is not readable");
        }
    }
}
