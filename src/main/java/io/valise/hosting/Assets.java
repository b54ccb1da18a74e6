package io.valise.hosting;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.audit.Actor;
import io.valise.audit.Done;
import io.valise.changes.Changes;
import io.valise.changes.Submission;
import io.valise.contents.Contents;
import io.valise.contents.KeptFile;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Races;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Entry;
import io.valise.revisions.Hash;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The hosting assets of an app: the kept files in {@code hosting/files}, with the attributes in
 * {@code hosting/metadata.json}. The path of an asset begins with a slash.
 */
@ApplicationScoped
class Assets {
    private static final String FOLDER = "hosting/files";

    /** Files in memory at once. Each can have 8 MiB. */
    private static final int BATCH = 4;

    /** How often others may change the metadata first before a change fails. */
    private static final int ATTEMPTS = 50;

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    @Inject
    Changes changes;

    @Inject
    Contents contents;

    @Inject
    KeptFiles files;

    /**
     * An asset.
     *
     * @param md5 in hex; clients compare it with that of the local file
     * @param size in bytes
     * @param modified in UNIX seconds
     */
    record Asset(String path, String md5, int size, long modified, List<Attribute> attributes, ContentRef content) {}

    /** The assets in the actor's view, sorted by path. */
    Uni<List<Asset>> list(Actor actor, ObjectId app) {
        return changes.view(actor, app)
                .flatMap(view -> metadata(app, view)
                        .flatMap(metadata -> Multi.createFrom()
                                .iterable(entries(view))
                                .group()
                                .intoLists()
                                .of(BATCH)
                                .onItem()
                                .transformToUniAndConcatenate(batch -> read(app, batch, metadata))
                                .onItem()
                                .<Asset>disjoint()
                                .collect()
                                .asList()));
    }

    private static List<Entry> entries(View view) {
        return view.entries(Kind.FILE).stream()
                .filter(file -> file.name().startsWith(FOLDER + "/"))
                .toList();
    }

    private Uni<List<Asset>> read(ObjectId app, List<Entry> batch, Metadata metadata) {
        return contents.read(app, Contents.Type.FILES, batch)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(read -> batch.stream()
                        .map(entry -> asset(entry, read.require(entry), metadata))
                        .toList());
    }

    private static Asset asset(Entry entry, KeptFile file, Metadata metadata) {
        String path = entry.name().substring(FOLDER.length());
        return new Asset(path, md5(file.data), file.size(), entry.modified(), metadata.attributes(path), file.ref());
    }

    private static String md5(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(data));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An asset as a client sends it. */
    record Sent(String path, byte[] content, List<Attribute> attributes) {}

    /** Adds or replaces an asset. */
    Uni<Done<View>> put(Actor actor, ObjectId app, Sent asset) {
        String path = path(asset.path);
        KeptFile file = files.content(app, path, asset.content);
        ContentRef ref = file.ref();
        return changes.view(actor, app)
                .flatMap(view -> files.requireRoom(app, view, path, file.length))
                .chain(() -> change(
                        actor,
                        app,
                        new Step(
                                view -> files.put(view, path, ref),
                                files.write(List.of(file)).memoize().indefinitely(),
                                before -> before.with(asset.path, asset.attributes))));
    }

    /** Replaces the attributes of an asset. Fails with {@code NotFound} if there is no such asset. */
    Uni<Done<View>> describe(Actor actor, ObjectId app, String asset, List<Attribute> attributes) {
        return change(
                actor,
                app,
                new Step(
                        view -> {
                            require(view, asset);
                            return List.of();
                        },
                        Uni.createFrom().voidItem(),
                        before -> before.with(asset, attributes)));
    }

    /** Removes an asset. Fails with {@code NotFound} if there is none. */
    Uni<Done<View>> remove(Actor actor, ObjectId app, String asset) {
        return change(
                actor,
                app,
                new Step(
                        view -> List.of(Change.remove(require(view, asset))),
                        Uni.createFrom().voidItem(),
                        before -> before.without(asset)));
    }

    private static Entry require(View view, String asset) {
        Entry entry = view.find(Kind.FILE, path(asset));
        if (entry == null) {
            throw new ApiException(ErrorCode.NotFound, "there is no hosting asset with this path");
        }
        return entry;
    }

    /** The path of the kept file. */
    private static String path(String asset) {
        if (!asset.startsWith("/")) {
            throw ApiException.invalid("path", "must begin with a slash");
        }
        return FOLDER + asset;
    }

    /**
     * A change of one asset.
     *
     * @param file the changes of its file
     * @param stored stores what these changes name
     * @param metadata the change of the metadata
     */
    private record Step(File file, Uni<Void> stored, UnaryOperator<Metadata> metadata) {
        interface File {
            List<Change> changes(View view);
        }
    }

    /** All assets share one file of metadata, so a change of it is computed again if another one came first. */
    private Uni<Done<View>> change(Actor actor, ObjectId app, Step step) {
        Uni<Done<View>> attempt = Uni.createFrom()
                .deferred(() -> changes.view(actor, app)
                        .flatMap(view -> metadata(app, view)
                                .flatMap(
                                        before -> submit(actor, app, view, step, before, step.metadata.apply(before)))))
                .onFailure(failure -> ApiException.is(failure, ErrorCode.PreconditionFailed))
                .transform(overtaken -> new Races.Lost(crowded()));
        return Races.rerun(attempt, ATTEMPTS, PAUSE, LONGEST_PAUSE);
    }

    private Uni<Done<View>> submit(Actor actor, ObjectId app, View seen, Step step, Metadata before, Metadata after) {
        Optional<KeptFile> changed =
                after == before ? Optional.empty() : Optional.of(files.content(app, Metadata.PATH, after.bytes()));
        @Nullable Hash known = hash(seen);
        Uni<Void> stored = Uni.combine()
                .all()
                .unis(step.stored, files.write(changed.stream().toList()))
                .asTuple()
                .replaceWithVoid();
        return changes.submit(Submission.of(actor, app).writing(stored), view -> {
            List<Change> all = new ArrayList<>(step.file.changes(view));
            if (!Objects.equals(known, hash(view))) {
                throw new ApiException(ErrorCode.PreconditionFailed, Metadata.PATH + " was changed by another request");
            }
            changed.ifPresent(metadata -> all.addAll(files.put(view, Metadata.PATH, metadata.ref())));
            return ChangeSet.of(all);
        });
    }

    private Uni<Metadata> metadata(ObjectId app, View view) {
        return files.read(app, view, Metadata.PATH)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(Metadata::of);
    }

    private static @Nullable Hash hash(View view) {
        Entry metadata = view.find(Kind.FILE, Metadata.PATH);
        return metadata == null ? null : metadata.hash();
    }

    private static ApiException crowded() {
        return new ApiException(
                ErrorCode.StoreUnavailable,
                "too many changes are being made to " + Metadata.PATH + "; nothing was changed");
    }
}
