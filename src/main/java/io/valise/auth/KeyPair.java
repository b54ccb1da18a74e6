package io.valise.auth;

import io.valise.crypto.Plaintext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** The two halves of an API key, as its owner has them. The private half is never stored or logged. */
record KeyPair(String publicKey, Plaintext privateKey) {
    /** The realm of HTTP Digest; part of every stored credential, so it can never change. */
    static final String REALM = "MMS Public API";

    private static final int PUBLIC_LETTERS = 8;

    /** A new pair: eight letters, and a version 4 UUID (122 random bits). */
    static KeyPair generate(SecureRandom random) {
        StringBuilder letters = new StringBuilder(PUBLIC_LETTERS);
        for (int i = 0; i < PUBLIC_LETTERS; i++) {
            letters.append((char) ('a' + random.nextInt(26)));
        }
        return new KeyPair(letters.toString(), Plaintext.of(UUID.randomUUID().toString()));
    }

    /**
     * HA1 of RFC 2617 section 3.2.2.2, which a digest client proves that it knows. Equivalent to the private key here.
     */
    Plaintext ha1() {
        return Plaintext.of(md5(publicKey + ":" + REALM + ":" + privateKey.reveal()));
    }

    /** Lower-case hex. MD5 because HTTP Digest, which the contract requires, uses it. */
    static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** Compares in constant time. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
