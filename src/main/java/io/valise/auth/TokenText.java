package io.valise.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The text of a token that is looked up, not verified: a prefix that says what it is, and 256 random bits. Its SHA-256 is
 * stored in its place, without salt or stretching: so many random bits cannot be guessed, however fast the hash.
 */
public final class TokenText {
    private static final String BEARER = "Bearer ";
    private static final int RANDOM_BYTES = 32;

    private TokenText() {}

    /** A new token with this prefix, which 43 characters of Base64 follow. */
    public static String generate(String prefix, SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is stored of a token. */
    public static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** What follows {@code Bearer} and a space in an {@code Authorization} header; null if it is not of that scheme. */
    public static @Nullable String ofBearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length())
                : null;
    }
}
