package io.valise.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The entity tag of a revision, and {@code If-None-Match} (RFC 9110, 13.1.2). */
final class ETags {
    private ETags() {}

    static String of(long revision) {
        return '"' + Long.toString(revision) + '"';
    }

    /** Whether the client has this one already. Tags are equal or not: a higher number is just another one. */
    static boolean match(@Nullable String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        return ifNoneMatch.equals(tag)
                || Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }
}
