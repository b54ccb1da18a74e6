package io.valise.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.bson.types.ObjectId;

/** What one reader has read of an app in one minute: counters that only grow. */
final class Tally {
    /**
     * Whose it is.
     *
     * @param minute when the minute began, in UNIX seconds
     */
    record Key(ObjectId app, long minute, ObjectId reader) {}

    /** Names that were read together. Told from others by the identity of the list, so that its length costs nothing. */
    record Listing(List<String> values) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Listing listing && listing.values == values;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(values);
        }
    }

    /** Tells it from all others of the same key: those of other instances, or from before a clock was set back. */
    final String id = new ObjectId().toHexString();

    /** By the name of a value, or by {@link Listing}. */
    private final Map<Object, LongAdder> counters = new ConcurrentHashMap<>();

    /** The total that the store has; only the flush looks at it, and one flush comes after another. */
    volatile long written;

    /** Counts one read; false if there are too many counters already. */
    boolean add(Object what, AtomicLong allCounters) {
        LongAdder counter = counters.get(what);
        if (counter == null) {
            if (allCounters.get() >= ReadCounts.MOST_COUNTERS) {
                return false;
            }
            counter = counters.computeIfAbsent(what, x -> {
                allCounters.incrementAndGet();
                return new LongAdder();
            });
        }
        counter.increment();
        return true;
    }

    int counters() {
        return counters.size();
    }

    /** All reads, a listing as one: it tells whether anything was counted since. */
    long total() {
        return counters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** The reads of each value, listings taken apart. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        counters.forEach((what, counter) -> {
            long reads = counter.sum();
            List<String> values = what instanceof Listing listing ? listing.values() : List.of((String) what);
            values.forEach(value -> counts.merge(value, reads, Long::sum));
        });
        return counts;
    }
}
