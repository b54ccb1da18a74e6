package io.valise.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Texts that programs misread: made from characters that some parser treats specially, or at the edge of a range. */
public final class OddContents {
    private static final int CONTENTS = 400;

    private static final String[] PIECES = {
        "'", "\"", "`", "\\", "$", "$HOME", "${X}", "${X:-y}", "$(id)", "\n", "\n\n", "\r", "\r\n", "\t", " ", "#", "!",
        "!!", "%", "&", ";", "|", "<", ">", "(", ")", "{", "}", "[", "]", "*", "?", "~", "=", ":", ": ", "- ", ",", "@",
        "\\n", "\\r", "\\\n", "EOF", "null", "yes", "0123", "é", "ß", "漢", "😀", "\u0001", "\u001b", "\u007f", "\u0085",
        "\u00a0", "\u2028", "\u2029", "\ufeff", "\ufffd", "\uffff", "word"
    };

    private OddContents() {}

    /** Some hundred contents: the usual suspects, each piece alone, and pieces put together at random. */
    public static List<String> of(long seed) {
        Random random = new Random(seed);
        List<String> contents =
                new ArrayList<>(List.of("", " ", "\n", "'", "\"", "\\", "$", " a ", "a\n", "\ta", "\"a\"", "'a'"));
        contents.addAll(Arrays.asList(PIECES));
        while (contents.size() < CONTENTS) {
            StringBuilder content = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                content.append(piece(random));
            }
            contents.add(content.toString());
        }
        return contents;
    }

    /** One piece. */
    public static String piece(Random random) {
        return PIECES[random.nextInt(PIECES.length)];
    }
}
