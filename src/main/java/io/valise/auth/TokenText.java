package io.valise.auth;

import io.valise.platform.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The text of a token that is looked up, not verified: a prefix for its kind and 256 random bits. Only its SHA-256 is
 * stored, without salt or stretching, because 256 random bits cannot be guessed however fast the hash is.
 */
public final class TokenText {
    private static final String BEARER = "Bearer ";
    private static final int RANDOM_BYTES = 32;

    private TokenText() {}

    /** A new token: this prefix followed by 43 characters of Base64. */
    public static String generate(String prefix, SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The hash that is stored in place of the token. */
    public static String hash(String token) {
        byte[] digest = Sha256.of(token.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    /** The token after {@code Bearer} and a space in an {@code Authorization} header; null if it has another scheme. */
    public static @Nullable String ofBearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length())
                : null;
    }
}
