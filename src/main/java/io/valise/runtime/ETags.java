package io.valise.runtime;

/** The entity tag of a revision. */
final class ETags {
    private ETags() {}

    static String of(long revision) {
        return '"' + Long.toString(revision) + '"';
    }
}
