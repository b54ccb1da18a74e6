package io.valise.crypto;

/**
 * A master key is missing, malformed, or the wrong one. The message is for the operator: it names the setting or the
 * key's id, never the key.
 */
public class MasterKeyException extends RuntimeException {
    MasterKeyException(String sentence) {
        super(sentence);
    }

    MasterKeyException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** The class name of the root cause, without its message, which may contain anything. */
    static String kind(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
