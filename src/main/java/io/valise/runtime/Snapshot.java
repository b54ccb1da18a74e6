package io.valise.runtime;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * One revision of an app as running programs read it: names and resolved JSON, secrets in clear. Immutable, and made to
 * be read by many threads at once; it lives in memory only.
 */
public final class Snapshot {
    /** What an item takes in memory besides its JSON, in bytes: it was measured, and is rounded up. */
    private static final int ITEM_OVERHEAD = 250;

    /**
     * One value, or one environment value.
     *
     * @param content the document that it was read from; null where the secret that a value links to is gone
     * @param json compact JSON in UTF-8; empty for an environment value that is not mapped for the tag
     * @param secret the name of the secret that it is the content of, or was
     */
    record Item(
            String name,
            @Nullable ObjectId content,
            byte[] json,
            @Nullable String secret) {
        boolean isUnresolved() {
            return content == null;
        }

        /** Without the JSON: it may be a secret. */
        @Override
        public String toString() {
            return "Item[" + name + "]";
        }
    }

    private final ObjectId app;
    private final long revision;
    private final String tag;
    private final Map<String, Item> values;
    private final Map<String, Item> environment;
    private final Uni<Snapshot> ready;
    private byte @Nullable [] listing;
    private @Nullable String data;

    Snapshot(ObjectId app, long revision, String tag, Collection<Item> values, Collection<Item> environment) {
        this.app = app;
        this.revision = revision;
        this.tag = tag;
        this.values = byName(values);
        this.environment = byName(environment);
        this.ready = Uni.createFrom().item(this);
    }

    private static Map<String, Item> byName(Collection<Item> items) {
        Map<String, Item> byName = new LinkedHashMap<>(items.size() * 2);
        items.forEach(item -> byName.put(item.name, item));
        return Collections.unmodifiableMap(byName);
    }

    public ObjectId app() {
        return app;
    }

    public long revision() {
        return revision;
    }

    /** The environment tag; {@code ""} for none. */
    public String tag() {
        return tag;
    }

    /** The values that resolve, by name, as compact JSON in UTF-8, which nobody may change. */
    public Map<String, byte[]> values() {
        return json(values);
    }

    /** The environment values that are mapped for the tag, as {@link #values}. */
    public Map<String, byte[]> environment() {
        return json(environment);
    }

    private static Map<String, byte[]> json(Map<String, Item> items) {
        Map<String, byte[]> json = new LinkedHashMap<>(items.size() * 2);
        items.forEach((name, item) -> {
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

    /** All values, by name. */
    Collection<Item> items() {
        return values.values();
    }

    Collection<Item> environmentItems() {
        return environment.values();
    }

    /** This snapshot without a wait. */
    Uni<Snapshot> ready() {
        return ready;
    }

    /** The listing of all of it in JSON, kept from the first time on: after a deployment, many ask for it at once. */
    byte[] listing() {
        byte[] made = listing;
        if (made == null) {
            made = new Listing(this, Listing.ALL).json();
            listing = made;
        }
        return made;
    }

    /** {@link Listing#data} of all of it, kept likewise. */
    String data() {
        String made = data;
        if (made == null) {
            made = Listing.hash(new Listing(this, Listing.ALL));
            data = made;
        }
        return made;
    }

    /** What a later snapshot need not read again: JSON by content. Environment values depend on the tag. */
    Map<ObjectId, byte[]> contents(String otherTag) {
        Map<ObjectId, byte[]> contents = new HashMap<>();
        values.values().forEach(item -> keep(item, contents));
        if (tag.equals(otherTag)) {
            environment.values().forEach(item -> keep(item, contents));
        }
        return contents;
    }

    private static void keep(Item item, Map<ObjectId, byte[]> contents) {
        if (item.content != null) {
            contents.put(item.content, item.json);
        }
    }

    /** What it takes in memory, in bytes, the kept listing included. */
    long weight() {
        return weight(values) + weight(environment);
    }

    private static long weight(Map<String, Item> items) {
        return items.values().stream()
                .mapToLong(item -> ITEM_OVERHEAD + 2L * item.json.length)
                .sum();
    }

    @Override
    public String toString() {
        return "Snapshot[" + app + ", " + revision + "]";
    }
}
