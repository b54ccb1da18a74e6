package io.valise.functions;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at JavaScript without parsing it. */
final class CodeText {
    private CodeText() {}

    /** A regular expression may hold quotes, and an expression in a template may hold strings. */
    private static final Pattern AMBIGUOUS =
            Pattern.compile("(?:^|[=(,:;!&|?{}\\[]|\\b(?:return|typeof|case|in|of))\\s*/(?![/*])|\\$\\{[^}]*[\"'`]");

    /** Whether {@link #withoutText} may take text for code, or code for text. */
    static boolean isAmbiguous(String code) {
        return AMBIGUOUS.matcher(code).find();
    }

    /** The code with its strings and comments replaced by spaces, so that every position stays the same. */
    static String withoutText(String code) {
        char[] out = code.toCharArray();
        int at = 0;
        while (at < out.length) {
            int end = end(code, at);
            for (int i = at; i < end; i++) {
                out[i] = out[i] == '\n' ? '\n' : ' ';
            }
            at = code.charAt(at) == '`' ? template(code, out, at) : Math.max(at + 1, end);
        }
        return new String(out);
    }

    /** The end of the string or comment that begins here; the position itself if none does. */
    private static int end(String code, int at) {
        char first = code.charAt(at);
        if (first == '"' || first == '\'') {
            int end = at + 1;
            while (end < code.length() && code.charAt(end) != first && code.charAt(end) != '\n') {
                end += code.charAt(end) == '\\' ? 2 : 1;
            }
            return Math.min(end + 1, code.length());
        }
        if (code.startsWith("//", at)) {
            return orEnd(code, code.indexOf('\n', at));
        }
        return code.startsWith("/*", at) ? orEnd(code, code.indexOf("*/", at + 2)) : at;
    }

    /** Blanks the text of a template, but not its expressions. Returns where it ends. */
    private static int template(String code, char[] out, int begin) {
        int at = begin;
        do {
            if (code.startsWith("${", at)) {
                at = orEnd(code, code.indexOf('}', at));
                continue;
            }
            int next = Math.min(at + (code.charAt(at) == '\\' ? 2 : 1), code.length());
            for (; at < next; at++) {
                out[at] = out[at] == '\n' ? '\n' : ' ';
            }
        } while (at < code.length() && code.charAt(at) != '`');
        return Math.min(at + 1, code.length());
    }

    private static int orEnd(String code, int at) {
        return at < 0 ? code.length() : at;
    }

    /** The name of the function whose call begins here; null if none does. */
    static @Nullable String callAt(String code, int at) {
        int end = at;
        while (end >= 0 && end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        int open = end;
        while (open >= 0 && open < code.length() && Character.isWhitespace(code.charAt(open))) {
            open++;
        }
        return end > at && code.startsWith("(", open) ? code.substring(at, end) : null;
    }

    /** The nearest parenthesis that is open at this position; -1 if a block begins after it, or there is none. */
    static int enclosing(String code, int at) {
        int closed = 0;
        for (int i = at - 1; i >= 0; i--) {
            switch (code.charAt(i)) {
                case ')', ']', '}' -> closed++;
                case '(', '[', '{' -> {
                    if (closed == 0 && code.charAt(i) != '[') {
                        return code.charAt(i) == '(' ? i : -1;
                    }
                    closed = Math.max(0, closed - 1);
                }
                default -> {}
            }
        }
        return -1;
    }

    /** Where the word begins that ends before this position; the position itself if there is none. */
    static int wordBefore(String code, int at) {
        int begin = at;
        while (begin > 0 && Character.isWhitespace(code.charAt(begin - 1))) {
            begin--;
        }
        while (begin > 0 && Character.isJavaIdentifierPart(code.charAt(begin - 1))) {
            begin--;
        }
        return begin;
    }
}
