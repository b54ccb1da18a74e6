package io.valise.auth;

import io.smallrye.config.ConfigMapping;
import io.valise.crypto.Plaintext;
import java.util.Optional;
import java.util.regex.Pattern;

/** The key pair set by the operator, if any: both halves or neither. */
@ConfigMapping(prefix = "valise.bootstrap")
interface BootstrapSettings {
    /** No colon and no quote, which would be ambiguous in HTTP Digest. */
    Pattern PUBLIC_KEY = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");

    int PRIVATE_KEY_MIN = 8;
    int PRIVATE_KEY_MAX = LoginResource.MAX_LENGTH;

    /** The public half of a key pair that owns the first project: 1 to 64 letters, digits, {@code _ . @ -}. */
    Optional<String> publicKey();

    /** The private half of the pair of {@code VALISE_BOOTSTRAP_PUBLIC_KEY}, 8 to 128 characters. */
    Optional<String> privateKey();

    /** The pair; {@link IllegalStateException} if it is half set or breaks a rule. */
    default Optional<KeyPair> pair() {
        if (publicKey().isEmpty() && privateKey().isEmpty()) {
            return Optional.empty();
        }
        String name =
                publicKey().orElseThrow(() -> half("VALISE_BOOTSTRAP_PRIVATE_KEY", "VALISE_BOOTSTRAP_PUBLIC_KEY"));
        String secret =
                privateKey().orElseThrow(() -> half("VALISE_BOOTSTRAP_PUBLIC_KEY", "VALISE_BOOTSTRAP_PRIVATE_KEY"));
        if (!PUBLIC_KEY.matcher(name).matches()) {
            throw new IllegalStateException(
                    "VALISE_BOOTSTRAP_PUBLIC_KEY must be 1 to 64 letters, digits or any of _ . @ -");
        }
        if (secret.length() < PRIVATE_KEY_MIN || secret.length() > PRIVATE_KEY_MAX) {
            throw new IllegalStateException("VALISE_BOOTSTRAP_PRIVATE_KEY must have " + PRIVATE_KEY_MIN + " to "
                    + PRIVATE_KEY_MAX + " characters");
        }
        return Optional.of(new KeyPair(name, Plaintext.of(secret)));
    }

    private static IllegalStateException half(String set, String missing) {
        return new IllegalStateException(set + " is set but " + missing + " is not: set both, or neither");
    }
}
