package io.valise.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Several updates in one command. The stock database goes on after an error even where they are ordered; this one stops
 * there, as MongoDB does.
 */
final class Updates {
    private static final String UPDATES = "updates";
    private static final String UPSERTED = "upserted";
    private static final String ERRORS = "writeErrors";

    private Updates() {}

    /** Runs each update as a command of its own and adds their replies up. */
    static Document oneByOne(Document command, UnaryOperator<Document> run) {
        List<?> updates = (List<?>) command.get(UPDATES);
        if (updates.size() == 1) {
            return run.apply(command);
        }
        boolean ordered = !Boolean.FALSE.equals(command.get("ordered"));
        int matched = 0;
        int modified = 0;
        var upserted = new ArrayList<Document>();
        var errors = new ArrayList<Document>();
        for (int index = 0; index < updates.size() && (errors.isEmpty() || !ordered); index++) {
            var one = command.clone();
            one.put(UPDATES, List.of(updates.get(index)));
            var reply = run.apply(one);
            matched += (int) reply.get("n");
            modified += (int) reply.get("nModified");
            upserted.addAll(at(index, reply, UPSERTED));
            errors.addAll(at(index, reply, ERRORS));
        }
        var reply = new Document("n", matched).append("nModified", modified);
        if (!upserted.isEmpty()) {
            reply.put(UPSERTED, upserted);
        }
        if (!errors.isEmpty()) {
            reply.put(ERRORS, errors);
        }
        return reply.append("ok", 1.0);
    }

    private static List<Document> at(int index, Document reply, String list) {
        var documents = new ArrayList<Document>();
        for (Object document : (Iterable<?>) reply.getOrDefault(list, List.of())) {
            documents.add(((Document) document).append("index", index));
        }
        return documents;
    }
}
