package io.valise.transfer;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.apps.App;
import io.valise.audit.Actor;
import io.valise.audit.Done;
import io.valise.audit.Outcome;
import io.valise.changes.Changes;
import io.valise.changes.LoadedDraft;
import io.valise.changes.Submission;
import io.valise.contents.Contents;
import io.valise.contents.Secret;
import io.valise.crypto.Plaintext;
import io.valise.crypto.Sealer;
import io.valise.files.Bundles;
import io.valise.files.Difference;
import io.valise.files.Upload;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Conflicts;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import io.valise.secrets.SecretComparison;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Replaces an app's configuration with an upload, as one change set, or previews the change. */
@ApplicationScoped
class AppImports {
    @Inject
    Contents contents;

    @Inject
    Changes changes;

    @Inject
    Revisions revisions;

    @Inject
    Bundles bundles;

    @Inject
    SecretComparison comparison;

    @Inject
    Sealer sealer;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    /**
     * The differences between the deployed configuration and the upload, including the actor's open draft if there is
     * one: a unified diff per file, a line per secret, and a line per conflict. Fails as {@link #apply} would.
     */
    Uni<Done<List<String>>> diff(Actor actor, App app, Function<View, Uni<Upload>> source) {
        return changes.sight(actor, app.id)
                .flatMap(sight -> source.apply(sight.view()).flatMap(upload -> {
                    Map<Entry, Plaintext> known = known(sight.view(), upload);
                    if (!known.isEmpty()) {
                        comparison.count(actor);
                    }
                    Outcome outcome = SecretComparison.previewed(actor, known.keySet().stream());
                    return step(actor, app, sight.view(), upload)
                            .flatMap(step -> sight.draft() == null
                                    ? Uni.createFrom().item(step.differences(app, step.now()))
                                    : inDraft(app, step, sight.newest(), sight.draft()))
                            .map(lines -> new Done<>(lines, outcome));
                }));
    }

    private Uni<List<String>> inDraft(App app, Step step, Revision newest, LoadedDraft draft) {
        ChangeSet all = draft.changes()
                .then(step.replacement(step.placeholders()).apply(step.view()).stamped(draft.base().number + 1, null));
        return Uni.combine()
                .all()
                .unis(bundles.read(app.id, draft.base().view()), revisions.conflicts(newest, all))
                .with((base, items) -> {
                    List<String> lines = new ArrayList<>(step.differences(app, base));
                    lines.addAll(Difference.secrets(draft.changes().items()));
                    items.forEach(item -> lines.add(Conflicts.line(item)));
                    return lines;
                });
    }

    /**
     * Replaces the app's configuration with the upload and returns the outcome for the audit. Fails with a list of
     * everything that is wrong with the upload; then nothing is changed.
     *
     * @param base the number that the newest revision, or the draft's base, must have; null for any
     */
    Uni<Done<View>> apply(Actor actor, App app, @Nullable Long base, Function<View, Uni<Upload>> source) {
        Submission submission = Submission.of(actor, app.id).on(base);
        return changes.view(actor, app.id)
                .flatMap(view -> source.apply(view)
                        .flatMap(upload -> step(actor, app, view, upload))
                        .flatMap(step -> step.isNothing(app) && base == null
                                ? Uni.createFrom().item(new Done<>(view, Outcome.DONE))
                                : write(submission, step)));
    }

    private Uni<Step> step(Actor actor, App app, View view, Upload upload) {
        return Uni.combine()
                .all()
                .unis(bundles.readFor(app.id, view, upload.bundle()), changed(actor, app, view, upload))
                .asTuple()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(both -> new Step(
                        app.id,
                        view,
                        both.getItem1(),
                        both.getItem2(),
                        limits,
                        clock.instant().getEpochSecond()));
    }

    /** Returns the upload without the secrets whose content is as it was sent. */
    private Uni<Upload> changed(Actor actor, App app, View view, Upload upload) {
        Map<Entry, Plaintext> known = known(view, upload);
        return comparison
                .same(actor, app.id, known)
                .map(same -> upload.withoutSecrets(known.keySet().stream()
                        .filter(secret -> same.contains(secret.id()))
                        .map(Entry::name)
                        .collect(Collectors.toSet())));
    }

    /** Returns the contents that were sent for secrets that exist. */
    private static Map<Entry, Plaintext> known(View view, Upload upload) {
        Map<Entry, Plaintext> known = new HashMap<>();
        upload.secrets().forEach((name, sent) -> {
            Entry secret = view.find(Kind.SECRET, name);
            if (secret != null) {
                known.put(secret, sent.content());
            }
        });
        return known;
    }

    private Uni<Done<View>> write(Submission submission, Step step) {
        return contents.write(Contents.Type.VALUES, step.newValues())
                .chain(() -> contents.write(Contents.Type.ENVIRONMENT_VALUES, step.newColumns()))
                .chain(() -> contents.write(Contents.Type.FILES, step.newParts()))
                .chain(() -> seal(submission.app(), step))
                .chain(secrets -> changes.submit(submission, step.replacement(secrets)));
    }

    private Uni<Map<String, Replacement.NewSecret>> seal(ObjectId app, Step step) {
        return Multi.createFrom()
                .iterable(step.upload().secrets().entrySet())
                .onItem()
                .transformToUniAndConcatenate(secret -> {
                    Entry old = step.view().find(Kind.SECRET, secret.getKey());
                    ObjectId id = old == null ? new ObjectId() : old.id();
                    return Secret.sealed(
                                    sealer,
                                    app,
                                    id,
                                    new ObjectId(),
                                    secret.getValue().content())
                            .map(content -> Map.entry(secret.getKey(), content));
                })
                .collect()
                .asList()
                .flatMap(secrets -> contents.write(
                                Contents.Type.SECRETS,
                                secrets.stream().map(Map.Entry::getValue).toList())
                        .replaceWith(() -> byName(secrets)));
    }

    private static Map<String, Replacement.NewSecret> byName(List<Map.Entry<String, Secret>> contents) {
        Map<String, Replacement.NewSecret> byName = new TreeMap<>();
        contents.forEach(one -> byName.put(
                one.getKey(),
                new Replacement.NewSecret(one.getValue().secret, one.getValue().ref())));
        return byName;
    }
}
