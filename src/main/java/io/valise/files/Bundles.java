package io.valise.files;

import io.quarkus.mongodb.panache.reactive.ReactivePanacheQuery;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.contents.EnvironmentValue;
import io.valise.contents.KeptFile;
import io.valise.contents.Value;
import io.valise.json.Tree;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.types.ObjectId;

/** Reads the contents that a view's entries name, many at a time. */
public final class Bundles {
    /** Documents asked for at once. */
    private static final int BATCH = 1_000;

    private Bundles() {}

    /** The view with its contents. */
    public static Uni<Bundle> read(View view) {
        return read(view, view.entries());
    }

    /** Those of the view's entries that are wanted, with their contents. */
    public static Uni<Bundle> read(View view, Predicate<Entry> wanted) {
        return read(view, view.entries().stream().filter(wanted).toList());
    }

    /** These entries of the view, with their contents. */
    public static Uni<Bundle> read(View view, Collection<Entry> wanted) {
        Bundle bundle = Bundle.empty(view.tag());
        return each(
                        wanted,
                        Kind.VALUE,
                        query -> Value.find(query),
                        (Value content) -> content.id,
                        (entry, content) -> bundle.values()
                                .put(entry.name(), new Bundle.Setting(entry.hidden(), false, content.json)))
                .invoke(() -> links(view, wanted, bundle))
                .chain(() -> each(
                        wanted,
                        Kind.ENVIRONMENT_VALUE,
                        query -> EnvironmentValue.find(query),
                        (EnvironmentValue content) -> content.id,
                        (entry, content) -> columns(bundle, entry, content)))
                .chain(() -> each(
                        wanted,
                        Kind.FILE,
                        query -> KeptFile.find(query),
                        (KeptFile content) -> content.id,
                        (entry, content) -> bundle.parts().put(entry.name(), content.data)))
                .replaceWith(bundle);
    }

    private static void links(View view, Collection<Entry> wanted, Bundle bundle) {
        for (Entry value : wanted) {
            if (value.fromSecret()) {
                String secret = new Tree.Text(linkedName(view, value)).compact();
                bundle.values().put(value.name(), new Bundle.Setting(value.hidden(), true, secret));
            }
        }
    }

    /** The name of the secret that a value links to, be it there or missing. */
    public static String linkedName(View view, Entry value) {
        Entry secret = value.secret() == null ? null : view.get(value.secret());
        return secret != null ? secret.name() : Objects.requireNonNullElse(value.missing(), "");
    }

    private static void columns(Bundle bundle, Entry entry, EnvironmentValue content) {
        bundle.environment().put(entry.name(), new java.util.EnumMap<>(Column.class));
        content.columns.forEach(
                (key, json) -> bundle.putEnvironment(entry.name(), Objects.requireNonNull(Column.ofKey(key)), json));
    }

    private static <T> Uni<Void> each(
            Collection<Entry> wanted,
            Kind kind,
            Function<Document, ReactivePanacheQuery<T>> find,
            Function<T, ObjectId> id,
            BiConsumer<Entry, T> use) {
        Map<ObjectId, Entry> entries = new HashMap<>();
        for (Entry entry : wanted) {
            if (entry.kind() == kind && entry.content() != null) {
                entries.put(entry.content(), entry);
            }
        }
        List<ObjectId> ids = new ArrayList<>(entries.keySet());
        return Multi.createFrom()
                .iterable(ids)
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToUniAndConcatenate(batch -> find.apply(new Document("_id", new Document("$in", batch)))
                        .list()
                        .invoke(found -> found.forEach(content -> {
                            Entry entry = entries.remove(id.apply(content));
                            if (entry != null) {
                                use.accept(entry, content);
                            }
                        })))
                .onItem()
                .ignoreAsUni()
                .invoke(() -> {
                    if (!entries.isEmpty()) {
                        throw new IllegalStateException("a content is not in the store: "
                                + entries.values().iterator().next().label());
                    }
                });
    }
}
