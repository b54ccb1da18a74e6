package io.valise.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Normalises the path of a request (RFC 3986, 6.2.2): decodes what need not be encoded, resolves {@code .} and
 * {@code ..}, and merges repeated slashes. Idempotent. Characters that servers interpret differently are refused:
 * encoded slashes, backslashes, path parameters, control characters, and anything that the path of a URI cannot
 * contain.
 */
final class RequestPath {
    /** RFC 3986's pchar without the percent sign, letters, digits, and the semicolon of path parameters. */
    private static final String MARKS = "-._~!$&'()*+,=:@";

    /** Some servers decode these and then treat them as separators of segments or path parameters. */
    private static final String NEVER_ENCODED = "/\\;";

    /** Below the root path. */
    static final String API = "/api/";

    private RequestPath() {}

    /**
     * The normalised path; the same object if it already is normal; null if the path is refused. API routes accept a
     * trailing slash, so it is dropped from paths that begin with {@code api}.
     */
    static @Nullable String normal(String path, String api) {
        return isNormal(path, api) ? path : normalized(path, api);
    }

    /** True for most paths, which then need no copy. */
    private static boolean isNormal(String path, String api) {
        char previous = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean follows = previous == '/' && (c == '/' || c == '.');
            if (follows || (c != '/' && !isPlain(c))) {
                return false;
            }
            previous = c;
        }
        return path.startsWith("/") && !(previous == '/' && path.startsWith(api));
    }

    private static @Nullable String normalized(String path, String api) {
        @Nullable String decoded = path.startsWith("/") ? decoded(path) : null;
        return decoded == null ? null : resolved(decoded, api);
    }

    private static @Nullable String decoded(String path) {
        StringBuilder decoded = new StringBuilder(path.length());
        int i = 0;
        while (i < path.length()) {
            char c = path.charAt(i);
            if (c != '%') {
                if (c != '/' && !isPlain(c)) {
                    return null;
                }
                decoded.append(c);
                i++;
                continue;
            }
            int octet = octet(path, i + 1);
            if (octet < ' ' || octet == 0x7f || NEVER_ENCODED.indexOf(octet) >= 0) {
                return null;
            }
            if (isUnreserved((char) octet)) {
                decoded.append((char) octet);
            } else {
                decoded.append('%').append(upper(octet >> 4)).append(upper(octet & 0xf));
            }
            i += 3;
        }
        return decoded.toString();
    }

    /** The value of two hexadecimal digits; -1 if they are not hexadecimal. */
    private static int octet(String path, int at) {
        if (at + 2 > path.length()) {
            return -1;
        }
        int high = hex(path.charAt(at));
        int low = hex(path.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static char upper(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }

    private static String resolved(String path, String api) {
        Deque<String> segments = new ArrayDeque<>();
        String last = "";
        for (String segment : path.substring(1).split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        boolean isFolder = last.isEmpty() || last.equals(".") || last.equals("..");
        String resolved = "/" + String.join("/", segments);
        String folder = resolved + "/";
        return isFolder && !segments.isEmpty() && !folder.startsWith(api) ? folder : resolved;
    }

    private static boolean isPlain(char c) {
        return isLetterOrDigit(c) || MARKS.indexOf(c) >= 0;
    }

    private static boolean isUnreserved(char c) {
        return isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
