package io.valise.crypto;

/**
 * A master key is missing, malformed, or not the one that is needed. The sentence is for the operator: it names the
 * setting or the key's id, never the key.
 */
public class MasterKeyException extends RuntimeException {
    MasterKeyException(String sentence) {
        super(sentence);
    }

    MasterKeyException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
