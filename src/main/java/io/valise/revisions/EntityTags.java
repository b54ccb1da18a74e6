package io.valise.revisions;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Entity tags and {@code If-Match} (RFC 9110, 8.8.3 and 13.1.1). */
public final class EntityTags {
    private static final int HEX_DIGITS = 32;

    /** One entity tag, and what may follow it in a list. */
    private static final Pattern TAG = Pattern.compile("\\s*(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*(,|$)");

    private EntityTags() {}

    /** A strong tag that is equal for equal parts; with its quotes. */
    public static String of(String... parts) {
        byte[][] bytes = new byte[parts.length * 2][];
        for (int i = 0; i < parts.length; i++) {
            byte[] part = parts[i].getBytes(StandardCharsets.UTF_8);
            // The length first, so that no two lists of parts are the same bytes.
            bytes[2 * i] =
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array();
            bytes[2 * i + 1] = part;
        }
        return '"' + Hash.of(bytes).toString().substring(0, HEX_DIGITS) + '"';
    }

    /**
     * Fails with 412 {@code PreconditionFailed} unless the caller has said nothing, or named what is there now; and with
     * 400 {@code InvalidParameter} where the header is none.
     *
     * @param ifMatch the header; null if it was not sent
     * @param now the tag of what is there, with its quotes
     */
    public static void requireMatch(@Nullable String ifMatch, String now) {
        if (ifMatch != null && !matches(ifMatch, now)) {
            throw new ApiException(
                    ErrorCode.PreconditionFailed,
                    "it has changed since you read it: its ETag is not the one in If-Match; nothing was changed");
        }
    }

    /** By the strong comparison: a weak tag matches nothing. */
    private static boolean matches(String ifMatch, String now) {
        if (ifMatch.isBlank()) {
            throw malformed();
        }
        if (ifMatch.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(ifMatch);
        boolean matches = false;
        int at = 0;
        while (at < ifMatch.length()) {
            if (!tags.find() || tags.start() != at) {
                throw malformed();
            }
            matches |= tags.group(1) == null && tags.group(2).equals(now);
            at = tags.end();
        }
        return matches;
    }

    private static ApiException malformed() {
        return ApiException.invalid("If-Match", "must be *, or entity tags in double quotes with commas between them");
    }
}
