package io.valise.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conditions of a filter on single fields, with every {@code $and} flattened. */
final class FilterConditions {
    /** One operator on a field; plain equality is {@code $eq}. */
    record Condition(String operator, @Nullable Object operand) {}

    private final Map<String, List<Condition>> byField = new LinkedHashMap<>();
    private int count;

    private FilterConditions() {}

    static FilterConditions of(Document filter) {
        var conditions = new FilterConditions();
        conditions.add(filter);
        return conditions;
    }

    /** The number of conditions. Those that are not on a single field, such as {@code $or}, count as one each. */
    int count() {
        return count;
    }

    List<Condition> on(String field) {
        return byField.getOrDefault(field, List.of());
    }

    private void add(Document filter) {
        filter.forEach((name, value) -> {
            if (name.equals("$and") && value instanceof Collection<?> parts) {
                parts.forEach(part -> add((Document) part));
            } else if (name.startsWith("$")) {
                count++;
            } else if (value instanceof Document operators
                    && operators.keySet().stream().anyMatch(key -> key.startsWith("$"))) {
                operators.forEach((operator, operand) -> put(name, new Condition(operator, operand)));
            } else {
                put(name, new Condition("$eq", value));
            }
        });
    }

    private void put(String field, Condition condition) {
        byField.computeIfAbsent(field, any -> new ArrayList<>()).add(condition);
        count++;
    }
}
