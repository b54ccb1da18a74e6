package io.valise.crypto;

/**
 * The clear content of a secret. It promises not to leak by accident: it prints as {@code ***}, has no serializer and
 * no equality, and gives its content to {@link #reveal} alone, which can be grepped.
 */
public final class Plaintext {
    private final String content;

    private Plaintext(String content) {
        this.content = content;
    }

    public static Plaintext of(String content) {
        return new Plaintext(content);
    }

    /** The content in clear. Whoever calls this must hand it to the program it is for, and to nothing else. */
    public String reveal() {
        return content;
    }

    /** The length in Unicode code points, the unit of the contract's limit. */
    public int codePoints() {
        return content.codePointCount(0, content.length());
    }

    @Override
    public String toString() {
        return "***";
    }
}
