package io.valise.crypto;

import java.util.Arrays;

/**
 * A ciphertext that is safe to store as a field of an entity. Only {@link Sealer} creates and opens it; the format is
 * described there.
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString are overridden below
public record SealedSecret(byte[] ciphertext) {
    @Override
    public boolean equals(Object other) {
        return other instanceof SealedSecret that && Arrays.equals(ciphertext, that.ciphertext);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ciphertext);
    }

    /** Shows only the length, because ciphertexts do not belong in logs. */
    @Override
    public String toString() {
        return "SealedSecret[" + ciphertext.length + " bytes]";
    }
}
