package io.valise.testing;

/** Contents of secrets for tests. All carry one mark, so that the suite can tell when one gets out. */
public final class MadeUp {
    /** No reply, log record, error or stored byte may hold it. */
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
