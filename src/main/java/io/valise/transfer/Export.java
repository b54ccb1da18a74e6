package io.valise.transfer;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.files.Bundle;
import io.valise.files.Bundles;
import io.valise.files.Files;
import io.valise.files.NotesFile;
import io.valise.files.ZipWriter;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Writes an app as a zip while it is sent: only a few files are in memory at a time, however large the app is. Equal
 * views give equal bytes.
 */
record Export(Bundles bundles, Files files, View view) {
    /** Files read per query. */
    private static final int BATCH = 64;

    /** The zip, in chunks. */
    Multi<byte[]> zip() {
        ZipWriter zip = new ZipWriter();
        Multi<byte[]> first = bundles.read(files.app().id, view, Export::isOfEveryExport)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .onItem()
                .transformToMulti(bundle -> Multi.createFrom().iterable(head(zip, bundle)));
        Multi<byte[]> rest = Multi.createFrom()
                .iterable(rest())
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToUniAndConcatenate(batch -> files(zip, batch))
                .onItem()
                .disjoint();
        return Multi.createBy()
                .concatenating()
                .streams(first, rest, Multi.createFrom().item(zip::end));
    }

    /** Whether the app's own files or the environment files are built from this entry. */
    private static boolean isOfEveryExport(Entry entry) {
        return entry.kind() == Kind.ENVIRONMENT_VALUE
                || (isFolded(entry) && !entry.name().startsWith(Bundle.VALUES));
    }

    private static boolean isFolded(Entry entry) {
        return entry.kind() == Kind.FILE && Bundle.isManaged(entry.name());
    }

    private List<byte[]> head(ZipWriter zip, Bundle bundle) {
        List<byte[]> pieces = new ArrayList<>();
        files.ofEveryApp(bundle.withNotes(NotesFile.of(view)))
                .forEach((path, data) -> pieces.add(zip.file(path, data)));
        if (view.entries(Kind.VALUE).isEmpty()) {
            pieces.add(zip.folder(Bundle.VALUES));
        }
        return pieces;
    }

    private List<Entry> rest() {
        List<Entry> rest = new ArrayList<>(view.entries(Kind.VALUE));
        view.entries(Kind.FILE).stream().filter(part -> !isFolded(part)).forEach(rest::add);
        return rest;
    }

    private Uni<List<byte[]>> files(ZipWriter zip, List<Entry> batch) {
        Set<Entry> wanted = new HashSet<>(batch);
        for (Entry entry : batch) {
            Entry fields = entry.kind() == Kind.VALUE ? view.find(Kind.FILE, Bundle.valuePath(entry.name())) : null;
            if (fields != null) {
                wanted.add(fields);
            }
        }
        return bundles.read(files.app().id, view, wanted)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(bundle ->
                        batch.stream().map(entry -> file(zip, bundle, entry)).toList());
    }

    private static byte[] file(ZipWriter zip, Bundle bundle, Entry entry) {
        return entry.kind() == Kind.VALUE
                ? zip.file(Bundle.valuePath(entry.name()), Files.bytes(Files.value(bundle, entry.name())))
                : zip.file(entry.name(), Objects.requireNonNull(bundle.parts().get(entry.name())));
    }
}
