package io.valise.crypto;

import java.util.ArrayList;
import java.util.List;

/** Splits a list of master keys at white space and commas, which a keyset in JSON may also contain. */
final class MasterKeyEntries {
    private MasterKeyEntries() {}

    /** The entries in order. A keyset is one entry, from its first brace to the matching one. */
    static List<String> split(String text) {
        List<String> entries = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (separates(text.charAt(at))) {
                at++;
                continue;
            }
            int end = text.charAt(at) == '{' ? afterObject(text, at) : afterWord(text, at);
            entries.add(text.substring(at, end));
            at = end;
        }
        return entries;
    }

    private static int afterWord(String text, int from) {
        int at = from;
        while (at < text.length() && !separates(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int afterObject(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted && c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '{') {
                depth++;
            } else if (!quoted && c == '}' && --depth == 0) {
                return at + 1;
            }
        }
        return text.length();
    }

    private static boolean separates(char c) {
        return c == ',' || Character.isWhitespace(c);
    }
}
