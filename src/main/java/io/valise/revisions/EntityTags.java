package io.valise.revisions;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entity tags, {@code If-Match} and {@code If-None-Match} (RFC 9110, 8.8.3 and 13.1). */
public final class EntityTags {
    private static final int HEX_DIGITS = 32;

    /** Matches any existing item. */
    private static final String ANY = "*";

    /** One optional entity tag of a list, with the comma that follows it. */
    private static final Pattern ELEMENT =
            Pattern.compile("\\s*(?:(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*)?(?:,|$)");

    private static final Pattern TAG = Pattern.compile("(?:^|[\\s,])(?:W/)?(\"[^\"]*\")");

    /** Suffixes that proxies add to the tag when they compress the response. None of our tags ends like this. */
    private static final Pattern CODING = Pattern.compile("(?:--?|;)(?:gzip|br|zstd|deflate)\"$");

    private EntityTags() {}

    /** A strong tag, with its quotes. Equal parts give equal tags. */
    public static String of(String... parts) {
        List<byte[]> bytes = Stream.of(parts)
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toList();
        return '"' + Hash.ofParts(bytes).toString().substring(0, HEX_DIGITS) + '"';
    }

    /** The tag of a revision, with its quotes: its number. */
    public static String ofRevision(long number) {
        return '"' + Long.toString(number) + '"';
    }

    /**
     * Throws 412 {@code PreconditionFailed} if the header was sent and does not match the current tag, and 400
     * {@code InvalidParameter} if it is malformed.
     *
     * @param ifMatch the header; null if it was not sent
     * @param now the current tag, with its quotes
     */
    public static void requireMatch(@Nullable String ifMatch, String now) {
        if (ifMatch != null && !matches(ifMatch, now)) {
            throw new ApiException(
                    ErrorCode.PreconditionFailed,
                    "it has changed since you read it: its ETag does not match If-Match; nothing was changed");
        }
    }

    /**
     * Like {@link #requireMatch}, but the header is mandatory, and {@code *} is not enough.
     *
     * @param unseen the error message if the header is missing or {@code *}
     */
    public static void requireSeen(@Nullable String ifMatch, String now, String unseen) {
        if (ifMatch == null || isAny(ifMatch)) {
            throw new ApiException(ErrorCode.PreconditionFailed, unseen);
        }
        requireMatch(ifMatch, now);
    }

    /**
     * Whether the caller already has the current state, by the weak comparison of {@code If-None-Match} (RFC 9110,
     * 13.1.2).
     *
     * @param ifNoneMatch all lines of the header as one list; null if it was not sent
     * @param now the current tag, with its quotes
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

    /** The tag without a proxy's suffix. */
    private static String uncoded(String tag) {
        return CODING.matcher(tag).replaceFirst("\"");
    }

    private static boolean isAny(String ifMatch) {
        return ifMatch.strip().equals(ANY);
    }

    /** Uses the strong comparison: a weak tag matches nothing. */
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
        return ApiException.invalid("If-Match", "must be *, or a comma-separated list of entity tags in double quotes");
    }
}
