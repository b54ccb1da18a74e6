package io.valise.testing;

/** Contents of secrets for tests. All contain the same marker, so that the suite detects leaks. */
public final class MadeUp {
    /** No reply, log record, error or stored byte may contain it. */
    public static final String MARK = "only-the-program-knows";

    private MadeUp() {}

    public static String content(String which) {
        return MARK + "/" + which;
    }

    /** A content of this many ASCII characters. */
    public static String ofLength(int characters) {
        return MARK + "x".repeat(characters - MARK.length());
    }
}
