package io.valise.errors;

/** Shortens text from outside for an error message. */
public final class Shortened {
    private Shortened() {}

    /** The text, or its first characters and an ellipsis. Does not split a surrogate pair. */
    public static String to(int most, String text) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
