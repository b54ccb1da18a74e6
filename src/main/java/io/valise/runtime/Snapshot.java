package io.valise.runtime;

import io.smallrye.mutiny.Uni;
import io.valise.revisions.Revision;
import io.valise.revisions.View;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * One revision of an app as programs read it: names and resolved JSON, with secrets in clear text. Immutable and
 * thread-safe; exists in memory only.
 */
public final class Snapshot {
    /** Memory per item in bytes, besides its JSON: measured, rounded up. */
    private static final int ITEM_OVERHEAD = 250;

    /**
     * A value or an environment value.
     *
     * @param content the id of the content document; null if the secret is gone or the content is damaged
     * @param json compact JSON in UTF-8; empty for an environment value that is not mapped for the tag
     * @param secret the name of the secret that the value links to, or linked to; null for a plain value
     * @param isDamaged whether its content is missing or was altered
     */
    record Item(
            String name,
            @Nullable ObjectId content,
            byte[] json,
            @Nullable String secret,
            boolean isDamaged) {
        Item(String name, @Nullable ObjectId content, byte[] json, @Nullable String secret) {
            this(name, content, json, secret, false);
        }

        static Item damaged(String name, @Nullable String secret) {
            return new Item(name, null, new byte[0], secret, true);
        }

        /** Whether it has no JSON, because its secret is gone or its content is damaged. */
        boolean isUnresolved() {
            return content == null;
        }

        private long weight() {
            return ITEM_OVERHEAD + 2L * json.length;
        }

        /** Omits the JSON, which may be a secret. */
        @Override
        public String toString() {
            return "Item[" + name + "]";
        }
    }

    private final ObjectId app;
    private final long revision;
    private final View view;
    private final TreePMap<String, Item> values;
    private final TreePMap<String, Item> environment;
    private final long weight;
    private final Uni<Snapshot> ready;
    private final Listing whole;

    Snapshot(Revision revision, Map<String, Item> values, Map<String, Item> environment) {
        this(revision.app, revision.number, revision.view(), values, environment);
    }

    Snapshot(ObjectId app, long revision, View view, Map<String, Item> values, Map<String, Item> environment) {
        this(
                app,
                revision,
                view,
                TreePMap.fromSortedMap(new TreeMap<>(values)),
                TreePMap.fromSortedMap(new TreeMap<>(environment)),
                weight(values.values()) + weight(environment.values()));
    }

    private Snapshot(
            ObjectId app,
            long revision,
            View view,
            TreePMap<String, Item> values,
            TreePMap<String, Item> environment,
            long weight) {
        this.app = app;
        this.revision = revision;
        this.view = view;
        this.values = values;
        this.environment = environment;
        this.weight = weight;
        this.ready = Uni.createFrom().item(this);
        this.whole = Listing.whole(this);
    }

    /** The snapshot of a later revision. Shares unchanged parts with this one. */
    Snapshot next(
            Revision later,
            Set<String> goneValues,
            Map<String, Item> changedValues,
            Set<String> goneEnvironment,
            Map<String, Item> changedEnvironment) {
        return new Snapshot(
                app,
                later.number,
                later.view(),
                changed(values, goneValues, changedValues),
                changed(environment, goneEnvironment, changedEnvironment),
                weight
                        + difference(values, goneValues, changedValues)
                        + difference(environment, goneEnvironment, changedEnvironment));
    }

    private static TreePMap<String, Item> changed(
            TreePMap<String, Item> items, Set<String> gone, Map<String, Item> changed) {
        return items.minusAll(gone).plusAll(changed);
    }

    private static long difference(TreePMap<String, Item> items, Set<String> gone, Map<String, Item> changed) {
        Set<String> names = new HashSet<>(gone);
        names.addAll(changed.keySet());
        long before = names.stream()
                .map(items::get)
                .filter(Objects::nonNull)
                .mapToLong(Item::weight)
                .sum();
        return weight(changed.values()) - before;
    }

    private static long weight(Collection<Item> items) {
        return items.stream().mapToLong(Item::weight).sum();
    }

    /** The revision that it was created from. */
    View view() {
        return view;
    }

    /** Whether the whole revision could be read. Otherwise this snapshot may lack values. */
    boolean isWhole() {
        return view.isWhole();
    }

    /** Throws {@code StoreDamaged} if this snapshot may lack values. */
    public void requireWhole() {
        view.requireWhole();
    }

    public ObjectId app() {
        return app;
    }

    public long revision() {
        return revision;
    }

    /** The environment tag; {@code ""} for none. */
    public String tag() {
        return view.tag();
    }

    /**
     * A value's compact JSON in UTF-8; null if it does not exist or its secret is gone. The array must not be modified.
     */
    public byte @Nullable [] json(String name) {
        Item item = values.get(name);
        return item == null || item.isUnresolved() ? null : item.json;
    }

    /** Whether a value contains a secret. */
    public boolean isSecret(String name) {
        Item item = values.get(name);
        return item != null && item.secret != null;
    }

    /** The environment values that are mapped for the tag, sorted by name; arrays as in {@link #json}. */
    public Map<String, byte[]> environment() {
        Map<String, byte[]> json = new LinkedHashMap<>(environment.size() * 2);
        environment.forEach((name, item) -> {
            if (item.json.length > 0) {
                json.put(name, item.json);
            }
        });
        return json;
    }

    @Nullable
    Item value(String name) {
        return values.get(name);
    }

    /** All values, sorted by name. */
    Collection<Item> items() {
        return values.values();
    }

    Collection<Item> environmentItems() {
        return environment.values();
    }

    /** This snapshot, without waiting. */
    Uni<Snapshot> ready() {
        return ready;
    }

    /** The listing for unrestricted tokens. It caches its output, since many clients read right after a deployment. */
    Listing whole() {
        return whole;
    }

    /** Memory use in bytes, including the cached listing. */
    long weight() {
        return weight;
    }

    @Override
    public String toString() {
        return "Snapshot[" + app + ", " + revision + "]";
    }
}
