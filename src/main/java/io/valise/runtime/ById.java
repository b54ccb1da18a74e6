package io.valise.runtime;

import io.smallrye.mutiny.Multi;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.ObjectId;

/** Looks up many documents by id. */
final class ById {
    /** Ids per query: about 20 kB. */
    private static final int BATCH = 1_000;

    private ById() {}

    /** The documents with these ids, read in batches. Missing ones are omitted. */
    static <T> Multi<T> find(Collection<ObjectId> ids, Function<Document, Multi<T>> query) {
        return Multi.createFrom()
                .iterable(List.copyOf(ids))
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToMultiAndConcatenate(batch -> query.apply(new Document("_id", new Document("$in", batch))));
    }
}
