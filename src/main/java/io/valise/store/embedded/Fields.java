package io.valise.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** Reads fields of commands and replies, with defaults for absent fields. */
final class Fields {
    private Fields() {}

    /** The number, or the default if the field is absent. */
    static int number(Document document, String name, int otherwise) {
        return document.get(name) instanceof Number number ? number.intValue() : otherwise;
    }

    /** The list of documents; empty if the field is absent. */
    @SuppressWarnings("unchecked")
    static List<Document> documents(Document document, String name) {
        return document.get(name) instanceof List<?> list ? (List<Document>) list : List.of();
    }

    /** Whether a command continues after an error. */
    static boolean isUnordered(Document command) {
        return Boolean.FALSE.equals(command.get("ordered"));
    }
}
