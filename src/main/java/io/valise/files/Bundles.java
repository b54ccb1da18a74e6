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
 * Reads the contents that a view's entries name. Fails with {@code StoreDamaged}, which names the item, where one is
 * missing or was altered: an app with a hole in it must not be taken for the whole.
 */
@ApplicationScoped
public class Bundles {
    /** Entries whose contents are in memory at once where they are only looked at. */
    private static final int BATCH = 1_000;

    @Inject
    Contents contents;

    /** The view with its contents. */
    public Uni<Bundle> read(ObjectId app, View view) {
        view.requireWhole();
        return read(app, view, view.entries());
    }

    /**
     * The view with its contents, as an upload is compared with it. A value that was sent just as it is stored is not
     * read: its hash says so.
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
            return read;
        });
    }

    /** Fails as reading the view would. Keeps none of the contents in memory. */
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

    /** Those of the view's entries that are wanted, with their contents. */
    public Uni<Bundle> read(ObjectId app, View view, Predicate<Entry> wanted) {
        return read(app, view, view.entries().stream().filter(wanted).toList());
    }

    /** These entries of the view, with their contents. */
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
                                // No file has it.
                            }
                        }
                    }
                    return bundle;
                });
    }

    /** A value that links to a secret, be it there or missing. */
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
