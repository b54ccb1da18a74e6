package io.valise.revisions;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Entity tags, {@code If-Match} and {@code If-None-Match} (RFC 9110, 8.8.3 and 13.1). */
public final class EntityTags {
    private static final int HEX_DIGITS = 32;

    /** Any that there is. */
    private static final String ANY = "*";

    /** One entity tag, or none, and what may follow it in a list. */
    private static final Pattern ELEMENT =
            Pattern.compile("\\s*(?:(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*)?(?:,|$)");

    private static final Pattern TAG = Pattern.compile("(?:^|[\\s,])(?:W/)?(\"[^\"]*\")");

    /** What proxies put at the end of a tag whose content they compress; no tag of ours ends so. */
    private static final Pattern CODING = Pattern.compile("(?:--?|;)(?:gzip|br|zstd|deflate)\"$");

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

    /**
     * The same, where the caller must have seen what is there: it is not enough to say nothing, or that anything will do.
     *
     * @param unseen what the caller is told who has not said what they have seen
     */
    public static void requireSeen(@Nullable String ifMatch, String now, String unseen) {
        if (ifMatch == null || isAny(ifMatch)) {
            throw new ApiException(ErrorCode.PreconditionFailed, unseen);
        }
        requireMatch(ifMatch, now);
    }

    /**
     * Whether the caller has what is there now, by the weak comparison of {@code If-None-Match} (RFC 9110, 13.1.2).
     *
     * @param ifNoneMatch all its lines as one list; null if it was not sent
     * @param now the tag of what is there, with its quotes
     */
    public static boolean isKnown(@Nullable String ifNoneMatch, String now) {
        if (ifNoneMatch == null) {
            return false;
        }
        return ifNoneMatch.equals(now)
                || isAny(ifNoneMatch)
                || TAG.matcher(ifNoneMatch)
                        .results()
                        .anyMatch(tag -> uncoded(tag.group(1)).equals(now));
    }

    /** The tag as we have sent it. */
    private static String uncoded(String tag) {
        return CODING.matcher(tag).replaceFirst("\"");
    }

    private static boolean isAny(String ifMatch) {
        return ifMatch.strip().equals(ANY);
    }

    /** By the strong comparison: a weak tag matches nothing. */
    private static boolean matches(String ifMatch, String now) {
        if (isAny(ifMatch)) {
            return true;
        }
        Matcher elements = ELEMENT.matcher(ifMatch);
        boolean named = false;
        boolean matches = false;
        int at = 0;
        while (at < ifMatch.length()) {
            if (!elements.find() || elements.start() != at) {
                throw malformed();
            }
            @Nullable String tag = elements.group(2);
            named |= tag != null;
            matches |= tag != null && elements.group(1) == null && uncoded(tag).equals(now);
            at = elements.end();
        }
        if (!named) {
            throw malformed();
        }
        return matches;
    }

    private static ApiException malformed() {
        return ApiException.invalid("If-Match", "must be *, or entity tags in double quotes with commas between them");
    }
}
