package io.valise.runtime;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.contents.EnvironmentValue;
import io.valise.contents.Secret;
import io.valise.contents.Value;
import io.valise.crypto.Sealer;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Revision;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Makes a snapshot of a revision: reads the contents that the one before does not have, and opens secrets. */
@ApplicationScoped
class Contents {
    private static final byte[] NOT_MAPPED = {};

    @Inject
    Sealer sealer;

    /** Fails with {@link IllegalStateException} if a content is gone or does not open. */
    Uni<Snapshot> snapshot(Revision revision, @Nullable Snapshot before) {
        View view = revision.view();
        Map<ObjectId, byte[]> known = before == null ? new HashMap<>() : before.contents(view.tag());
        Set<ObjectId> values = new LinkedHashSet<>();
        Set<ObjectId> secrets = new LinkedHashSet<>();
        Set<ObjectId> environment = new LinkedHashSet<>();
        for (Entry value : view.entries(Kind.VALUE)) {
            need(content(view, value), value.fromSecret() ? secrets : values, known);
        }
        view.entries(Kind.ENVIRONMENT_VALUE).forEach(entry -> need(entry.content(), environment, known));
        return each(values, Contents::values, value -> {
                    known.put(value.id, utf8(value.json));
                    return Uni.createFrom().voidItem();
                })
                .chain(() -> each(
                        secrets,
                        Contents::secrets,
                        secret -> sealer.open(secret.place(), secret.content)
                                .invoke(clear -> known.put(secret.id, quoted(clear.reveal())))
                                .replaceWithVoid()))
                .chain(() -> each(environment, Contents::environmentValues, content -> {
                    known.put(content.id, column(content, view.tag()));
                    return Uni.createFrom().voidItem();
                }))
                .map(x -> new Snapshot(
                        revision.app,
                        revision.number,
                        view.tag(),
                        items(view, Kind.VALUE, known),
                        items(view, Kind.ENVIRONMENT_VALUE, known)));
    }

    /** The document that an entry's content is in; null where a secret is gone. */
    private static @Nullable ObjectId content(View view, Entry entry) {
        if (!entry.fromSecret()) {
            return entry.content();
        }
        Entry secret = entry.secret() == null ? null : view.get(entry.secret());
        return secret == null ? null : secret.content();
    }

    private static @Nullable String linkedName(View view, Entry entry) {
        Entry secret = entry.secret() == null ? null : view.get(entry.secret());
        return secret == null ? entry.missing() : secret.name();
    }

    private static void need(@Nullable ObjectId content, Set<ObjectId> needed, Map<ObjectId, byte[]> known) {
        if (content != null && !known.containsKey(content)) {
            needed.add(content);
        }
    }

    private static List<Snapshot.Item> items(View view, Kind kind, Map<ObjectId, byte[]> known) {
        List<Snapshot.Item> items = new ArrayList<>();
        for (Entry entry : view.entries(kind)) {
            ObjectId content = content(view, entry);
            byte[] json = content == null ? NOT_MAPPED : known.get(content);
            if (json == null) {
                throw new IllegalStateException("a content is not in the store: " + entry.label());
            }
            items.add(new Snapshot.Item(entry.name(), content, json, linkedName(view, entry)));
        }
        return items;
    }

    private static <T> Uni<Void> each(
            Collection<ObjectId> ids, Function<Document, Multi<T>> find, Function<T, Uni<Void>> use) {
        return ById.find(ids, find)
                .onItem()
                .transformToUniAndConcatenate(use::apply)
                .onItem()
                .ignoreAsUni();
    }

    private static Multi<Value> values(Document query) {
        return Value.stream(query);
    }

    private static Multi<Secret> secrets(Document query) {
        return Secret.stream(query);
    }

    private static Multi<EnvironmentValue> environmentValues(Document query) {
        return EnvironmentValue.stream(query);
    }

    private static byte[] column(EnvironmentValue content, String tag) {
        String json = content.json(tag);
        return json == null ? NOT_MAPPED : utf8(json);
    }

    private static byte[] quoted(String text) {
        return utf8('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"');
    }

    private static byte[] utf8(String text) {
        return Objects.requireNonNull(text).getBytes(StandardCharsets.UTF_8);
    }
}
