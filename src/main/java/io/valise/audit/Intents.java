package io.valise.audit;

import com.mongodb.MongoException;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

/**
 * Notes of what is about to be done, stored outside the log, for actions that would leave no trace if the process died
 * before their entry is written. The sweep turns a note that is left over into an entry with the result
 * {@code unknown}.
 */
@ApplicationScoped
public class Intents {
    static final String RESULT = "unknown";

    private static final Logger LOG = Logger.getLogger(Intents.class);

    @Inject
    AuditLog log;

    /** Stores the note, does the work, which includes writing the entry, and deletes the note. */
    Uni<?> around(AuditEntry intent, Supplier<Uni<?>> work) {
        return Writes.insert(
                        noted().insertOne(intent),
                        () -> noted().find(new Document("_id", intent.id))
                                .collect()
                                .first()
                                .map(mine -> mine != null))
                .plug(Writes::preparatory)
                .chain(() -> work.get()
                        .map(done -> (Object) done)
                        .call(() -> forget(intent.id))
                        .onFailure(failure -> !mayBeDone(failure))
                        .call(() -> forget(intent.id)));
    }

    private static Uni<Void> forget(ObjectId intent) {
        return noted().deleteOne(new Document("_id", intent))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("A note is left to the sweep: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /**
     * Appends the notes from before this time, in UNIX seconds, to the log. Those already in the log are not added
     * again.
     */
    public Uni<Void> recover(long before) {
        return noted().find(new Document("at", new Document("$lt", before)), new FindOptions().batchSize(100))
                .onItem()
                .transformToUniAndConcatenate(intent -> {
                    intent.recovered = true;
                    return log.append(intent).chain(() -> forget(intent.id));
                })
                .onItem()
                .ignoreAsUni();
    }

    private static boolean mayBeDone(Throwable failure) {
        return failure instanceof MongoException || ApiException.is(failure, ErrorCode.OutcomeUnknown);
    }

    private static ReactiveMongoCollection<AuditEntry> noted() {
        return AuditEntry.mongoDatabase().getCollection("audit_intents", AuditEntry.class);
    }
}
