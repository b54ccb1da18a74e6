package io.valise.crypto;

import java.util.Arrays;

/**
 * A ciphertext, safe to store: the field of an entity as it is. Only {@link Sealer} makes and opens one, and documents
 * its bytes.
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString are made for it below
public record SealedSecret(byte[] ciphertext) {
    @Override
    public boolean equals(Object other) {
        return other instanceof SealedSecret that && Arrays.equals(ciphertext, that.ciphertext);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ciphertext);
    }

    /** The length only: ciphertexts have no place in a log. */
    @Override
    public String toString() {
        return "SealedSecret[" + ciphertext.length + " bytes]";
    }
}
