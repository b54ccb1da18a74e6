package io.valise.telemetry;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The id of a request, in its response and in the log. Not a secret. */
final class RequestId {
    static final String HEADER = "X-Request-Id";

    private static final int LONGEST = 64;
    private static final HexFormat HEX = HexFormat.of();

    private RequestId() {}

    /**
     * The id that the caller sent if it is 1 to 64 of {@code A-Z a-z 0-9 . _ -}, so that it cannot forge log lines;
     * otherwise 16 random hex digits.
     */
    static String of(@Nullable String given) {
        return given != null && isWellFormed(given)
                ? given
                : HEX.toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static boolean isWellFormed(String given) {
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return !given.isEmpty() && given.length() <= LONGEST;
    }
}
