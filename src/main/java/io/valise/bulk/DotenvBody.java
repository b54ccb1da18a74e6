package io.valise.bulk;

import org.jspecify.annotations.Nullable;

/**
 * Reads dotenv text by the grammar of {@code docs/dotenv.md}. In short, a line is blank, a comment, or
 *
 * <pre>
 * [export] NAME = content [ # comment]
 * </pre>
 *
 * where the content is unquoted (to the end of the line or to a {@code #} after a blank, trimmed), in {@code '} or
 * {@code `} (verbatim), or in {@code "} (with the escapes {@code \n \r \t \\ \" \$}). A quoted content may span
 * lines, and never starts another name. Variables are not expanded: {@code $HOME} is five characters. Line
 * ends are LF, CRLF or CR; in a content they become LF.
 *
 * <p>No library is used, because dotenv has no standard and the libraries are lenient: dotenv-java 3.2 does not decode
 * escapes, keeps single quotes as content, gives no line numbers, and quotes a malformed line, which may be a secret,
 * in its message.
 */
final class DotenvBody {
    /** Receives what is read, in the order of the text. Lines count from 1. A rule never quotes the text. */
    interface Reader {
        void assignment(int line, String name, String content);

        void problem(int line, String rule);
    }

    private static final String ESCAPES = "nrt\\\"$`";
    private static final String ESCAPED = "\n\r\t\\\"$`";

    private final String text;
    private final Reader reader;
    private int at = 0;
    private int line = 1;

    private DotenvBody(String text, Reader reader) {
        this.text = text;
        this.reader = reader;
    }

    static void read(String text, Reader reader) {
        new DotenvBody(text.replace("\r\n", "\n").replace('\r', '\n'), reader).lines();
    }

    private void lines() {
        while (at < text.length()) {
            skipBlanks();
            if (at < lineEnd() && text.charAt(at) != '#') {
                assignment();
            }
            at = lineEnd() + 1;
            line++;
        }
    }

    private void assignment() {
        int first = line;
        int equals = text.indexOf('=', at);
        if (equals < 0 || equals > lineEnd()) {
            reader.problem(first, "must be of the form NAME=content");
            return;
        }
        String name = name(trimmed(at, equals));
        at = equals + 1;
        skipBlanks();
        char quote = at < text.length() ? text.charAt(at) : '\n';
        if (quote != '"' && quote != '\'' && quote != '`') {
            reader.assignment(first, name, bare(equals + 1));
            return;
        }
        String content = quoted(quote);
        if (content == null) {
            reader.problem(first, "has a quote that is not closed");
        } else if (!isComment(at)) {
            reader.problem(line, "has text after the closing quote");
        } else {
            reader.assignment(first, name, content);
        }
    }

    private static String name(String left) {
        boolean exported = left.startsWith("export ") || left.startsWith("export\t");
        return exported ? left.substring("export ".length()).replaceFirst("^[ \t]+", "") : left;
    }

    private String bare(int start) {
        int end = lineEnd();
        for (int i = start + 1; i < end; i++) {
            if (text.charAt(i) == '#' && isBlank(text.charAt(i - 1))) {
                return trimmed(start, i);
            }
        }
        return trimmed(start, end);
    }

    /** Returns the content of the quotes and moves {@link #at} past the closing one. Returns null if there is none. */
    private @Nullable String quoted(char quote) {
        StringBuilder content = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == quote) {
                at++;
                return content.toString();
            }
            if (next == '\n') {
                line++;
            }
            boolean escape = next == '\\' && quote == '"' && at + 1 < text.length();
            content.append(escape ? escaped(text.charAt(++at)) : next);
        }
        return null;
    }

    private char escaped(char letter) {
        int which = ESCAPES.indexOf(letter);
        if (which >= 0) {
            return ESCAPED.charAt(which);
        }
        reader.problem(line, "has a backslash that begins no escape: write \\\\, or use single quotes");
        if (letter == '\n') {
            line++;
        }
        return letter;
    }

    /** Returns whether the rest of the line is empty, or a comment after a blank. */
    private boolean isComment(int start) {
        String rest = trimmed(start, lineEnd());
        return rest.isEmpty() || (rest.startsWith("#") && isBlank(text.charAt(start)));
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private String trimmed(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
