package io.valise.store.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The first bytes that a connection to the embedded store must send: 256 random bits, generated at each start. */
final class Credential {
    static final int BYTES = 32;

    private final byte[] bytes = new byte[BYTES];

    Credential() {
        new SecureRandom().nextBytes(bytes);
    }

    /** Reads a credential and compares it in constant time. */
    boolean matches(ByteBuf in) {
        byte[] sent = new byte[BYTES];
        in.readBytes(sent);
        return MessageDigest.isEqual(bytes, sent);
    }

    /** The bytes to send. */
    ByteBuf message() {
        return Unpooled.copiedBuffer(bytes);
    }

    /** As 43 characters of base64url. */
    String reveal() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
