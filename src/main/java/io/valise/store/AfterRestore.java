package io.valise.store;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.audit.AuditEntry;
import io.valise.audit.AuditLog;
import io.valise.auth.Project;
import io.valise.auth.Session;
import io.valise.crypto.SignedDocuments;
import io.valise.platform.InOrder;
import io.valise.platform.Sha256;
import io.valise.revisions.Floors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

/**
 * The steps of the first start on a restored store, before any request is served: ends all sessions, records the
 * restore in the audit, and raises the floor of revision numbers. The floor is written last, under the restore's name.
 * So a start that is killed repeats all steps, and later starts with the same name do nothing.
 */
@ApplicationScoped
class AfterRestore {
    private static final Logger LOG = Logger.getLogger(AfterRestore.class);

    @Inject
    StoreSettings settings;

    @Inject
    EmbeddedStore embedded;

    @Inject
    Floors floors;

    @Inject
    AuditLog log;

    @Inject
    SignedDocuments documents;

    @Inject
    Clock clock;

    /** Finishes the restore named by the setting or by the store's file, unless that has been done. */
    Uni<Void> finish() {
        return floors.load()
                .chain(() -> InOrder.each(
                        Stream.of(embedded.backUp(), settings.restored())
                                .flatMap(Optional::stream)
                                .toList(),
                        restore -> floors.has(restore)
                                .chain(done -> done
                                        ? Uni.createFrom().voidItem().invoke(() -> doneBefore(restore))
                                        : finish(restore))));
    }

    private void doneBefore(String restore) {
        if (settings.restored().filter(restore::equals).isPresent()) {
            LOG.infof(
                    "The restore \"%s\" was finished by an earlier start; for another one, set VALISE_RESTORED to"
                            + " another name",
                    restore);
        }
    }

    private Uni<Void> finish(String restore) {
        return Session.removeAll()
                .chain(() -> record(restore))
                .chain(() -> floors.raise(restore))
                .invoke(() -> LOG.infof(
                        "The store was restored (%s): all sessions were ended, and new revisions are numbered from %d",
                        restore, floors.after(0)));
    }

    private Uni<Void> record(String restore) {
        return Multi.createFrom()
                .deferred(() -> documents
                        .list(Project.stored(), new Document(), new Document("_id", 1))
                        .onItem()
                        .<Project>disjoint())
                .onItem()
                .transformToUniAndConcatenate(project -> log.append(entry(project, restore)))
                .onItem()
                .ignoreAsUni();
    }

    private AuditEntry entry(Project project, String restore) {
        AuditEntry entry = AuditEntry.of(
                project.id,
                null,
                "store.restore",
                new AuditEntry.Target("store", null, restore),
                "ok",
                clock.instant().getEpochSecond());
        entry.id = id(project, restore);
        return entry;
    }

    /** Derived from the restore, so that repeated starts write one entry. */
    private static ObjectId id(Project project, String restore) {
        byte[] hash = Sha256.of((project.id.toHexString() + "/" + restore).getBytes(StandardCharsets.UTF_8));
        return new ObjectId(Arrays.copyOf(hash, 12));
    }
}
