package io.valise.transfer;

import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.apps.App;
import io.valise.audit.Actor;
import io.valise.audit.Done;
import io.valise.audit.Outcome;
import io.valise.changes.Changes;
import io.valise.contents.Secret;
import io.valise.crypto.Sealer;
import io.valise.files.Bundles;
import io.valise.files.Upload;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.bson.types.ObjectId;

/** Makes an app what an upload says, as one change set, or shows what that would change. */
@ApplicationScoped
class Imports {
    @Inject
    Changes changes;

    @Inject
    Sealer sealer;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    /** The differences that {@link #apply} would make, without making them; fails as it would. */
    Uni<List<String>> diff(Actor actor, App app, Function<View, Uni<Upload>> source) {
        return step(actor, app, source).map(step -> step.differences(app));
    }

    /**
     * Makes the app what the upload says, and returns what the audit records of it; fails with all that is wrong with
     * the upload, and changes nothing then.
     */
    Uni<Outcome> apply(Actor actor, App app, Function<View, Uni<Upload>> source) {
        return step(actor, app, source)
                .flatMap(step -> step.isNothing() ? Uni.createFrom().item(Outcome.DONE) : write(actor, app, step));
    }

    private Uni<Step> step(Actor actor, App app, Function<View, Uni<Upload>> source) {
        return changes.view(actor, app.id)
                .flatMap(view -> source.apply(view)
                        .flatMap(upload -> Bundles.read(view)
                                .emitOn(Infrastructure.getDefaultWorkerPool())
                                .map(now -> new Step(
                                        app.id,
                                        view,
                                        now,
                                        upload,
                                        limits,
                                        clock.instant().getEpochSecond()))));
    }

    private Uni<Outcome> write(Actor actor, App app, Step step) {
        return persist(step.newValues())
                .chain(() -> persist(step.newColumns()))
                .chain(() -> persist(step.newParts()))
                .chain(() -> seal(app, step))
                .chain(secrets -> changes.submit(actor, app.id, step.replacement(secrets)))
                .map(Done::outcome);
    }

    private static Uni<Void> persist(List<? extends ReactivePanacheMongoEntityBase> contents) {
        return contents.isEmpty() ? Uni.createFrom().voidItem() : ReactivePanacheMongoEntityBase.persist(contents);
    }

    private Uni<Map<String, Replacement.NewSecret>> seal(App app, Step step) {
        Map<String, Replacement.NewSecret> sealed = new TreeMap<>();
        return Multi.createFrom()
                .iterable(step.upload().secrets().entrySet())
                .onItem()
                .transformToUniAndConcatenate(secret -> {
                    Entry old = step.view().find(Kind.SECRET, secret.getKey());
                    ObjectId id = old == null ? new ObjectId() : old.id();
                    return Secret.store(sealer, app.id, id, secret.getValue().content())
                            .invoke(stored -> sealed.put(secret.getKey(), new Replacement.NewSecret(id, stored.id)));
                })
                .onItem()
                .ignoreAsUni()
                .replaceWith(sealed);
    }
}
