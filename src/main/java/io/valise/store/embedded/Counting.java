package io.valise.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline that drivers send for {@code countDocuments}: match, optionally skip and limit, count. The library's
 * implementation would decode every document of the collection.
 */
record Counting(
        Document filter, int skip, int limit, @Nullable Object id, String name) {
    /** The count that the command asks for; null if it is another pipeline. */
    static @Nullable Counting of(Document command) {
        if (!(command.get("pipeline") instanceof List<?> stages)) {
            return null;
        }
        Document filter = null;
        int skip = 0;
        int limit = 0;
        for (Object stage : stages) {
            var only = ((Document) stage).entrySet().iterator().next();
            boolean last = stage == stages.get(stages.size() - 1);
            if (only.getKey().equals("$match") && filter == null && !last) {
                filter = (Document) only.getValue();
            } else if (only.getKey().equals("$skip") && skip == 0 && limit == 0 && !last) {
                skip = ((Number) only.getValue()).intValue();
            } else if (only.getKey().equals("$limit") && limit == 0 && !last) {
                limit = ((Number) only.getValue()).intValue();
            } else if (only.getKey().equals("$group") && filter != null && last) {
                return group((Document) only.getValue(), filter, skip, limit);
            } else {
                return null;
            }
        }
        return null;
    }

    private static @Nullable Counting group(Document group, Document filter, int skip, int limit) {
        String name = group.keySet().stream()
                .filter(field -> !field.equals("_id"))
                .findFirst()
                .orElse("");
        boolean counts = group.size() == 2
                && group.get(name) instanceof Document sum
                && sum.size() == 1
                && sum.get("$sum") instanceof Number one
                && one.intValue() == 1
                && (group.get("_id") == null || group.get("_id") instanceof Number);
        return counts ? new Counting(filter, skip, limit, group.get("_id"), name) : null;
    }

    /** The reply: one document with the count, or none if nothing matches. */
    Document answer(@Nullable EmbeddedCollection collection, String namespace) {
        int count = collection == null ? 0 : collection.count(filter, skip, limit);
        List<Document> batch = count == 0 ? List.of() : List.of(new Document("_id", id).append(name, count));
        return new Document(
                        "cursor",
                        new Document("firstBatch", batch).append("id", 0L).append("ns", namespace))
                .append("ok", 1.0);
    }
}
