package io.valise.store.embedded;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import io.valise.store.embedded.FilterConditions.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * How one index answers a query. Equality (or one {@code $in}) on its first fields gives key prefixes. A bound on the
 * next field narrows their range. If the fields after that match the requested order, the range is already sorted. The
 * positions are a superset of the answer: {@link #unchecked} returns the conditions that remain to be checked.
 */
final class QueryPlan {
    private final KeyIndex index;
    private SortedSet<Key> prefixes = new TreeSet<>(List.of(Key.EMPTY));
    /** How many of the index's fields the prefixes bind. */
    private int bound;
    /** How many conditions the prefixes satisfy. */
    private int fulfilled;

    private final FilterConditions conditions;
    private Key low = Key.EMPTY;
    private Key high = Key.EMPTY;
    private boolean narrowed;
    private boolean sorted;
    private boolean reverse;

    private QueryPlan(KeyIndex index, FilterConditions conditions, @Nullable Document order) {
        this.index = index;
        this.conditions = conditions;
        bind();
        if (bound < index.fields().size()) {
            narrow(conditions.on(index.fields().get(bound)));
        }
        follow(order);
    }

    /** The best of these indexes for the query; empty if none is better than a scan of all documents. */
    static Optional<QueryPlan> of(Document query, @Nullable Document order, List<? extends Index<Key>> indexes) {
        var conditions = FilterConditions.of(query);
        QueryPlan best = null;
        for (Index<Key> index : indexes) {
            var plan = new QueryPlan((KeyIndex) index, conditions, order);
            if (plan.isSound() && plan.worth() > (best == null ? 0 : best.worth())) {
                best = plan;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Positions of the candidate documents, each once. */
    Stream<Key> positions() {
        if (isOfSingleKeys()) {
            return prefixes.stream().map(index::only).filter(position -> position != null);
        }
        Stream<Key> found = prefixes.size() == 1
                ? scan(prefixes.first())
                : prefixes.stream().flatMap(this::scan);
        // An array has several entries for one document.
        return index instanceof IdIndex ? found : found.distinct();
    }

    /** The conditions that remain to be checked for the documents at these positions; empty if there are none. */
    Document unchecked(Document query) {
        if (fulfilled == conditions.count()) {
            return new Document();
        }
        Document left = new Document();
        List<String> fields = index.fields().subList(0, bound);
        query.forEach((name, condition) -> {
            if (!fields.contains(name) || conditions.on(name).size() > 1) {
                left.put(name, condition);
            }
        });
        return left;
    }

    /** Whether the positions are in the requested order. */
    boolean sorted() {
        return sorted;
    }

    private Stream<Key> scan(Key prefix) {
        Iterator<Key> keys = index.scan(prefix.then(low), prefix.then(high).end(), reverse);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(keys, Spliterator.ORDERED), false);
    }

    /** Whether each prefix matches at most one document. */
    private boolean isOfSingleKeys() {
        return bound == index.fields().size() && index.isUnique();
    }

    private int worth() {
        return 4 * bound + (narrowed ? 2 : 0) + (sorted ? 1 : 0) + (isOfSingleKeys() ? 8 : 0);
    }

    /** A sparse index can only be used for values that it contains; null is never bound. */
    private boolean isSound() {
        return !index.leavesOut() || bound > 0;
    }

    private void bind() {
        boolean several = false;
        for (String field : index.fields()) {
            var candidates = conditions.on(field);
            var equal = candidates.stream()
                    .filter(condition -> condition.operator().equals("$eq") && isIndexed(condition.operand()))
                    .findFirst();
            if (equal.isEmpty() && !several) {
                equal = candidates.stream().filter(QueryPlan::isIndexedChoice).findFirst();
                several = equal.isPresent();
            }
            if (equal.isEmpty()) {
                return;
            }
            prefixes = extended(equal.get());
            bound++;
            fulfilled++;
        }
    }

    private SortedSet<Key> extended(Condition condition) {
        Collection<?> values = condition.operand() instanceof Collection<?> several
                ? several
                : Collections.singletonList(condition.operand());
        var extended = new TreeSet<Key>();
        for (Object value : values) {
            Key key = Key.of(value);
            prefixes.forEach(prefix -> extended.add(prefix.then(key)));
        }
        return extended;
    }

    /** One bound only: in an array, different elements may satisfy two bounds. */
    private void narrow(List<Condition> conditions) {
        for (Condition condition : conditions) {
            if (isOrdered(condition.operand())) {
                switch (condition.operator()) {
                    case "$gt", "$gte" -> low = Key.of(condition.operand());
                    case "$lt", "$lte" -> high = Key.of(condition.operand());
                    default -> {
                        continue;
                    }
                }
                narrowed = true;
                return;
            }
        }
    }

    private void follow(@Nullable Document order) {
        if (order == null || order.isEmpty() || prefixes.size() > 1) {
            return;
        }
        var fields = index.fields();
        var directions = new ArrayList<Boolean>();
        int next = bound;
        for (var wanted : order.entrySet()) {
            if (fields.subList(0, bound).contains(wanted.getKey())) {
                continue; // all documents have the same value
            }
            if (next == fields.size() || !fields.get(next++).equals(wanted.getKey())) {
                return;
            }
            directions.add(((Number) wanted.getValue()).intValue() < 0);
        }
        sorted = directions.stream().distinct().count() <= 1;
        reverse = sorted && directions.contains(true);
    }

    private static boolean isIndexedChoice(Condition condition) {
        return condition.operator().equals("$in")
                && condition.operand() instanceof Collection<?> values
                && values.stream().allMatch(QueryPlan::isIndexed);
    }

    /** Values that are equal exactly if their keys are. Excludes null, which also means "absent". */
    private static boolean isIndexed(@Nullable Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof ObjectId
                || value instanceof Boolean
                || value instanceof Instant
                || value instanceof UUID
                || value instanceof BinData;
    }

    /** Values that are certainly in the same order as their keys, among values of their type. */
    private static boolean isOrdered(@Nullable Object value) {
        return value instanceof Number || value instanceof ObjectId || value instanceof Instant || isAscii(value);
    }

    /** ASCII texts have the same order in UTF-8 and UTF-16. */
    private static boolean isAscii(@Nullable Object value) {
        return value instanceof String text && text.chars().allMatch(letter -> letter < 0x80);
    }
}
