package io.valise.auth;

import com.google.crypto.tink.jwt.JwtHmacParameters;
import com.google.crypto.tink.jwt.JwtMac;
import com.google.crypto.tink.jwt.JwtMacConfig;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.crypto.tink.jwt.VerifiedJwt;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Keysets;
import io.valise.crypto.Plaintext;
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
    Keysets keysets;

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
        return SigningKey.findForTokens().onItem().ifNull().switchTo(this::make).chain(keysets::open);
    }

    private Uni<SigningKey> make() {
        register();
        return keysets.make(SigningKey.forTokens(), hs256(), SigningKey::findForTokens);
    }

    private static JwtHmacParameters hs256() {
        try {
            return JwtHmacParameters.builder()
                    .setAlgorithm(JwtHmacParameters.Algorithm.HS256)
                    .setKeySizeBytes(32)
                    .setKidStrategy(JwtHmacParameters.KidStrategy.BASE64_ENCODED_KEY_ID)
                    .build();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JwtMac primitive(Plaintext keyset) {
        register();
        return Keysets.primitive(keyset, JwtMac.class);
    }

    private static void register() {
        try {
            JwtMacConfig.register();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("tokens cannot be signed", broken);
        }
    }
}
