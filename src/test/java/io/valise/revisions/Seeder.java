package io.valise.revisions;

import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.apps.Location;
import io.valise.audit.AuditEntry;
import io.valise.audit.AuditLog;
import io.valise.contents.Secret;
import io.valise.contents.Value;
import io.valise.crypto.Plaintext;
import io.valise.crypto.Sealer;
import io.valise.crypto.SignedDocuments;
import io.valise.json.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;

/**
 * Fills a store with apps that have a history: the documents that requests would have written, signed and sealed, but
 * in bulk. An app has {@value #VALUES} values and one linked to a secret; each revision changes one value.
 */
@Singleton
public class Seeder {
    private static final int VALUES = 10;
    private static final int APPS_AT_ONCE = 40;

    @Inject
    RevisionSigner signer;

    @Inject
    Sealer sealer;

    @Inject
    AuditLog audit;

    @Inject
    SignedDocuments signed;

    @Inject
    Clock clock;

    /** The documents of one app. */
    private static final class Documents {
        final List<App> apps = new ArrayList<>();
        final List<Head> heads = new ArrayList<>();
        final List<Revision> revisions = new ArrayList<>();
        final List<Block> blocks = new ArrayList<>();
        final List<Value> values = new ArrayList<>();
        final List<Secret> secrets = new ArrayList<>();
        final List<AuditEntry> audit = new ArrayList<>();

        /** Writes contents and blocks before the revisions that refer to them, and the app last, as requests do. */
        Uni<Void> write(AuditLog log) {
            return persist(values)
                    .chain(() -> persist(secrets))
                    .chain(() -> persist(blocks))
                    .chain(() -> persist(revisions))
                    .chain(() -> persist(heads))
                    .chain(() -> persist(apps))
                    .chain(() -> Uni.join()
                            .all(audit.stream().map(log::append).toList())
                            .andFailFast())
                    .replaceWithVoid();
        }

        private static Uni<Void> persist(List<? extends ReactivePanacheMongoEntityBase> documents) {
            return ReactivePanacheMongoEntityBase.persist(documents);
        }
    }

    /**
     * Creates this many apps, each at this revision, named {@code seeded-0} and so on, as a user of the project would.
     */
    public Uni<Void> seed(ObjectId project, ObjectId user, int apps, int revisions) {
        return Multi.createFrom()
                .iterable(IntStream.range(0, apps).boxed().toList())
                .group()
                .intoLists()
                .of(APPS_AT_ONCE)
                .onItem()
                .transformToUniAndConcatenate(numbers -> {
                    Documents documents = new Documents();
                    return Uni.join()
                            .all(numbers.stream()
                                    .map(number -> app(project, user, "seeded-" + number, revisions, documents))
                                    .toList())
                            .andFailFast()
                            .chain(() -> documents.write(audit));
                })
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> app(ObjectId project, ObjectId user, String name, int revisions, Documents documents) {
        ObjectId id = new ObjectId();
        ObjectId secret = new ObjectId();
        return Secret.sealed(sealer, id, secret, new ObjectId(), Plaintext.of("made-up-content-of-" + name))
                .invoke(content -> {
                    synchronized (documents) {
                        documents.secrets.add(content);
                        add(app(id, project, name), user, content, revisions, documents);
                    }
                })
                .replaceWithVoid();
    }

    private App app(ObjectId id, ObjectId project, String name) {
        App app = new App();
        app.id = id;
        app.project = project;
        app.name = name;
        app.clientAppId = name + "-" + id.toHexString().substring(19);
        app.location = Location.US_VA;
        app.deploymentModel = "GLOBAL";
        app.createdAt = now();
        app.deployConfigModified = now();
        return signed.sign(app);
    }

    private void add(App app, ObjectId user, Secret secret, int revisions, Documents documents) {
        View view = View.of(new Tag("", 0L, now(), user), EntryTree.EMPTY);
        Revision last = signer.sign(new Revision(app.id, 0, new byte[0], Commit.immediate(user, "API"), view, now()));
        documents.revisions.add(last);
        documents.audit.add(entry(app, user, last, "app.create", "app", app.name));
        for (int number = 1; number <= revisions; number++) {
            ChangeSet changes = number == 1 ? first(app.id, secret, documents) : next(app.id, view, number, documents);
            View after = view.with(changes.stamped(number, user));
            documents.blocks.addAll(Blocks.beyond(after.tree(), view.tree(), app.id));
            last = signer.sign(new Revision(
                    app.id,
                    number,
                    Objects.requireNonNull(last.signature),
                    Commit.immediate(user, "API"),
                    after,
                    now()));
            documents.revisions.add(last);
            documents.audit.add(entry(app, user, last, "value.update", "value", "value-" + number % VALUES));
            view = after;
        }
        documents.blocks.forEach(block -> block.used = now());
        Head head = new Head();
        head.id = app.id;
        head.number = revisions;
        head.since = now();
        head.sweptUntil = now();
        documents.heads.add(head);
        documents.apps.add(app);
    }

    private ChangeSet first(ObjectId app, Secret secret, Documents documents) {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.create(Entry.first(secret.secret, Kind.SECRET, "key", secret.ref(), now())));
        changes.add(Change.create(
                Entry.empty(new ObjectId(), Kind.VALUE, "api-key", now()).linkedTo(secret.secret, now())));
        for (int i = 0; i < VALUES; i++) {
            Value value = value(app, 1, documents);
            changes.add(Change.create(Entry.first(new ObjectId(), Kind.VALUE, "value-" + i, value.ref(), now())));
        }
        return ChangeSet.of(changes);
    }

    private ChangeSet next(ObjectId app, View view, int number, Documents documents) {
        Entry before = Objects.requireNonNull(view.find(Kind.VALUE, "value-" + number % VALUES));
        return ChangeSet.of(Change.update(
                before, before.withContent(value(app, number, documents).ref(), now())));
    }

    private static Value value(ObjectId app, int revision, Documents documents) {
        Value value = new Value(app, new Json("\"https://service.example/v" + revision + "\""));
        documents.values.add(value);
        return value;
    }

    private AuditEntry entry(App app, ObjectId user, Revision revision, String action, String kind, String name) {
        AuditEntry entry = new AuditEntry();
        entry.id = revision.change;
        entry.project = app.project;
        entry.app = app.id;
        entry.scope = app.id;
        entry.at = revision.deployedAt;
        entry.actor = new AuditEntry.Who(user, "operator");
        entry.action = action;
        entry.target = new AuditEntry.Target(kind, new ObjectId().toHexString(), name);
        entry.origin = "API";
        entry.address = "192.0.2.1";
        entry.result = "ok";
        entry.revision = revision.number;
        return entry;
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
