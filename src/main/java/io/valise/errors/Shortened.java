package io.valise.errors;

/** What somebody else has written, as an error shows it: not more than so much of it. */
public final class Shortened {
    private Shortened() {}

    /** The text, or its first characters and an ellipsis. Leaves no half of a character at its end. */
    public static String to(int most, String text) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
