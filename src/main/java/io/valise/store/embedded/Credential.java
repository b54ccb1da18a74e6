package io.valise.store.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** What the first bytes of a connection to the embedded store must be: 256 random bits, made anew at each start. */
final class Credential {
    static final int BYTES = 32;

    private final byte[] bytes = new byte[BYTES];

    Credential() {
        new SecureRandom().nextBytes(bytes);
    }

    /** Reads as many bytes as a credential has, and compares all of them whatever they are. */
    boolean matches(ByteBuf in) {
        byte[] sent = new byte[BYTES];
        in.readBytes(sent);
        return MessageDigest.isEqual(bytes, sent);
    }

    /** What is to be sent. */
    ByteBuf message() {
        return Unpooled.copiedBuffer(bytes);
    }

    /** 43 characters of base64url. */
    String reveal() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
