package io.valise.crypto;

/** A ciphertext, safe to store. Only {@link Sealer} makes and opens one. */
public record SealedSecret(byte[] ciphertext) {}
