package io.valise.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.bson.types.ObjectId;

/** What one reader has read from an app in one minute: counters that only grow. */
final class Tally {
    /**
     * Identifies a tally.
     *
     * @param minute when the minute began, in UNIX seconds
     */
    record Key(ObjectId app, long minute, ObjectId reader) {}

    /** Names that were read together. Compared by the identity of the list, so that its length costs nothing. */
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

    /**
     * Distinguishes it from other tallies with the same key: of other instances, or from before a clock was set back.
     */
    final String id = new ObjectId().toHexString();

    /** By value name or by {@link Listing}. */
    private final Map<Object, LongAdder> counters = new ConcurrentHashMap<>();

    /** The total that is in the store. Only the flush uses it, and flushes do not overlap. */
    volatile long written;

    /** Counts one read; false if there are too many counters. */
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

    /** All reads, with a listing counted as one. It only shows whether anything was counted since. */
    long total() {
        return counters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** The reads of each value, with listings split into their values. */
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
