package io.valise.revisions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Splits writes into commands that the store executes in well below a second each. */
public final class Batches {
    private static final int BYTES = 1_000_000;
    private static final int DOCUMENTS = 500;
    /** Ids, times and field names. */
    private static final int REST_OF_A_DOCUMENT = 200;

    private Batches() {}

    /**
     * Splits into batches of less than a megabyte, in order. An item that is larger gets a batch of its own.
     *
     * @param size approximate size of one item in bytes, without its ids
     */
    public static <T> List<List<T>> of(List<T> all, ToIntFunction<? super T> size) {
        List<List<T>> batches = new ArrayList<>();
        int begin = 0;
        long bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            int more = size.applyAsInt(all.get(i)) + REST_OF_A_DOCUMENT;
            if (i > begin && (bytes + more > BYTES || i - begin == DOCUMENTS)) {
                batches.add(all.subList(begin, i));
                begin = i;
                bytes = 0;
            }
            bytes += more;
        }
        if (begin < all.size()) {
            batches.add(all.subList(begin, all.size()));
        }
        return batches;
    }
}
