package io.valise.runtime;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.contents.Contents;
import io.valise.contents.EnvironmentValue;
import io.valise.contents.Secret;
import io.valise.contents.Value;
import io.valise.crypto.Sealer;
import io.valise.revisions.Change;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Revision;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Creates the snapshot of a revision: reads the contents and decrypts the secrets that differ from the previous
 * snapshot. What cannot be read is marked as damaged; the rest is served.
 */
@ApplicationScoped
class Resolver {
    private static final byte[] NOTHING = {};

    @Inject
    Contents contents;

    @Inject
    Sealer sealer;

    /** What the new snapshot drops from the previous one, and what must be resolved. */
    private static final class Work {
        final Set<String> goneValues = new LinkedHashSet<>();
        final Set<String> goneEnvironment = new LinkedHashSet<>();
        final Set<Entry> values = new LinkedHashSet<>();
        final Set<Entry> environment = new LinkedHashSet<>();

        static Work all(View view) {
            Work work = new Work();
            work.values.addAll(view.readable(Kind.VALUE));
            work.environment.addAll(view.readable(Kind.ENVIRONMENT_VALUE));
            return work;
        }

        static Work since(View before, View now) {
            Work work = new Work();
            for (Change change : before.changesTo(now).items()) {
                work.add(change, now);
            }
            if (!before.tag().equals(now.tag())) {
                work.environment.addAll(now.readable(Kind.ENVIRONMENT_VALUE));
            }
            return work;
        }

        private void add(Change change, View now) {
            switch (change.item().kind()) {
                case VALUE -> add(change, goneValues, values);
                case ENVIRONMENT_VALUE -> add(change, goneEnvironment, environment);
                // Its content or its name has changed.
                case SECRET -> values.addAll(now.linksTo(change.item()));
                case FILE -> {
                    // Not readable at run time.
                }
            }
        }

        private static void add(Change change, Set<String> gone, Set<Entry> changed) {
            if (change.before() != null) {
                gone.add(change.before().name());
            }
            if (change.after() != null) {
                changed.add(change.after());
            }
        }
    }

    Uni<Snapshot> snapshot(Revision revision, @Nullable Snapshot before) {
        View view = revision.view();
        if (before != null && !(before.isWhole() && view.isWhole())) {
            return snapshot(revision, null);
        }
        Work work = before == null ? Work.all(view) : Work.since(before.view(), view);
        Map<ObjectId, Entry> secrets = new HashMap<>();
        work.values.forEach(value -> {
            Entry secret = value.secret() == null ? null : view.get(value.secret());
            if (secret != null) {
                secrets.put(secret.id(), secret);
            }
        });
        return Uni.combine()
                .all()
                .unis(
                        contents.read(revision.app, Contents.Type.VALUES, work.values),
                        contents.read(revision.app, Contents.Type.SECRETS, secrets.values())
                                .flatMap(read -> open(secrets.values(), read)),
                        contents.read(revision.app, Contents.Type.ENVIRONMENT_VALUES, work.environment))
                .with((values, opened, environment) -> {
                    Map<String, Snapshot.Item> items = new LinkedHashMap<>();
                    work.values.forEach(value -> items.put(value.name(), item(view, value, values, opened)));
                    Map<String, Snapshot.Item> environmentItems = new LinkedHashMap<>();
                    work.environment.forEach(entry ->
                            environmentItems.put(entry.name(), item(view.tag(), entry, environment.get(entry))));
                    return before == null
                            ? new Snapshot(revision, items, environmentItems)
                            : before.next(revision, work.goneValues, items, work.goneEnvironment, environmentItems);
                });
    }

    /** The JSON of each secret by its public id. Secrets that cannot be decrypted are omitted. */
    private Uni<Map<ObjectId, byte[]>> open(Collection<Entry> secrets, Contents.Read<Secret> read) {
        Map<ObjectId, byte[]> opened = new HashMap<>();
        return Multi.createFrom()
                .iterable(secrets)
                .onItem()
                .transformToUniAndConcatenate(entry -> {
                    Secret secret = read.get(entry);
                    return secret == null
                            ? Uni.createFrom().voidItem()
                            : sealer.open(secret.place(), secret.content)
                                    .invoke(clear -> opened.put(entry.id(), quoted(clear.reveal())))
                                    .onFailure(IllegalStateException.class)
                                    .recoverWithNull()
                                    .replaceWithVoid();
                })
                .onItem()
                .ignoreAsUni()
                .replaceWith(opened);
    }

    private static Snapshot.Item item(
            View view, Entry value, Contents.Read<Value> values, Map<ObjectId, byte[]> opened) {
        if (!value.fromSecret()) {
            Value content = values.get(value);
            return content == null
                    ? Snapshot.Item.damaged(value.name(), null)
                    : new Snapshot.Item(value.name(), value.contentId(), utf8(content.json), null);
        }
        String linked = view.linkedName(value);
        Entry secret = value.secret() == null ? null : view.get(value.secret());
        if (secret == null) {
            return new Snapshot.Item(value.name(), null, NOTHING, linked);
        }
        byte[] json = opened.get(secret.id());
        return json == null
                ? Snapshot.Item.damaged(value.name(), linked)
                : new Snapshot.Item(value.name(), secret.contentId(), json, linked);
    }

    private static Snapshot.Item item(String tag, Entry entry, @Nullable EnvironmentValue content) {
        if (content == null) {
            return Snapshot.Item.damaged(entry.name(), null);
        }
        String json = content.json(tag);
        return new Snapshot.Item(entry.name(), entry.contentId(), json == null ? NOTHING : utf8(json), null);
    }

    private static byte[] quoted(String text) {
        return utf8('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"');
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
