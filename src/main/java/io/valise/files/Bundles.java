package io.valise.files;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.contents.Contents;
import io.valise.contents.EnvironmentValue;
import io.valise.contents.Value;
import io.valise.json.Tree;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.bson.types.ObjectId;

/**
 * Reads the contents of a view's entries. Fails with {@code StoreDamaged}, which names the item, if one is missing or
 * was altered, because an incomplete app must not be mistaken for a complete one.
 */
@ApplicationScoped
public class Bundles {
    /** Contents in memory at once when they are only checked. */
    private static final int BATCH = 1_000;

    @Inject
    Contents contents;

    /** Reads all contents of the view. */
    public Uni<Bundle> read(ObjectId app, View view) {
        view.requireWhole();
        return read(app, view, view.entries()).map(bundle -> bundle.withNotes(NotesFile.of(view)));
    }

    /**
     * Reads the contents of the view for a comparison with an upload. A value whose hash equals that of the uploaded
     * one is not read.
     */
    public Uni<Bundle> readFor(ObjectId app, View view, Bundle sent) {
        view.requireWhole();
        Bundle known = Bundle.empty(view.tag());
        List<Entry> others = new ArrayList<>();
        for (Entry entry : view.entries()) {
            Bundle.Setting value = entry.kind() == Kind.VALUE ? sent.values().get(entry.name()) : null;
            if (value != null && !value.fromSecret() && Value.hash(value.json()).equals(entry.hash())) {
                known.values().put(entry.name(), new Bundle.Setting(entry.hidden(), false, value.json()));
            } else {
                others.add(entry);
            }
        }
        return read(app, view, others).map(read -> {
            read.values().putAll(known.values());
            return read.withNotes(NotesFile.of(view));
        });
    }

    /** Fails if reading the view would fail. Keeps no contents in memory. */
    public Uni<Void> requireSound(ObjectId app, View view) {
        view.requireWhole();
        return Multi.createFrom()
                .iterable(view.entries())
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToUniAndConcatenate(batch -> read(app, view, batch))
                .onItem()
                .ignoreAsUni();
    }

    /** Reads the contents of those entries of the view that match, without notes. */
    public Uni<Bundle> read(ObjectId app, View view, Predicate<Entry> wanted) {
        return read(app, view, view.entries().stream().filter(wanted).toList());
    }

    /** Reads the contents of these entries of the view, without notes. */
    public Uni<Bundle> read(ObjectId app, View view, Collection<Entry> wanted) {
        return Uni.combine()
                .all()
                .unis(
                        contents.read(app, Contents.Type.VALUES, wanted),
                        contents.read(app, Contents.Type.ENVIRONMENT_VALUES, wanted),
                        contents.read(app, Contents.Type.FILES, wanted))
                .with((values, environment, files) -> {
                    Bundle bundle = Bundle.empty(view.tag());
                    for (Entry entry : wanted) {
                        switch (entry.kind()) {
                            case VALUE ->
                                bundle.values()
                                        .put(
                                                entry.name(),
                                                entry.fromSecret()
                                                        ? link(view, entry)
                                                        : new Bundle.Setting(
                                                                entry.hidden(), false, values.require(entry).json));
                            case ENVIRONMENT_VALUE -> columns(bundle, entry, environment.require(entry));
                            case FILE -> bundle.parts().put(entry.name(), files.require(entry).data);
                            case SECRET -> {
                                // Secrets are in no file.
                            }
                        }
                    }
                    return bundle;
                });
    }

    /** Returns the setting of a value that links to a secret, which may be missing. */
    private static Bundle.Setting link(View view, Entry value) {
        String secret = Objects.requireNonNullElse(view.linkedName(value), "");
        return new Bundle.Setting(value.hidden(), true, new Tree.Text(secret).compact());
    }

    private static void columns(Bundle bundle, Entry entry, EnvironmentValue content) {
        bundle.environment().put(entry.name(), new EnumMap<>(Column.class));
        content.columns.forEach(
                (key, json) -> bundle.putEnvironment(entry.name(), Objects.requireNonNull(Column.ofKey(key)), json));
    }
}
