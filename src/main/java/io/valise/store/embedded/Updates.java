package io.valise.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Several updates in one command. The library continues after an error even if the updates are ordered; this stops
 * there, as MongoDB does.
 */
final class Updates {
    private static final String UPDATES = "updates";
    private static final String UPSERTED = "upserted";
    private static final String ERRORS = "writeErrors";

    private Updates() {}

    /** Runs each update as a separate command and merges the replies. */
    static Document oneByOne(Document command, UnaryOperator<Document> run) {
        var updates = Fields.documents(command, UPDATES);
        if (updates.size() == 1) {
            return run.apply(command);
        }
        boolean ordered = !Fields.isUnordered(command);
        int matched = 0;
        int modified = 0;
        var upserted = new ArrayList<Document>();
        var errors = new ArrayList<Document>();
        for (int index = 0; index < updates.size() && (errors.isEmpty() || !ordered); index++) {
            var one = command.clone();
            one.put(UPDATES, List.of(updates.get(index)));
            var reply = run.apply(one);
            matched += Fields.number(reply, "n", 0);
            modified += Fields.number(reply, "nModified", 0);
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
        var documents = Fields.documents(reply, list);
        documents.forEach(document -> document.put("index", index));
        return documents;
    }
}
