package io.valise.runtime;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.valise.revisions.Hash;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of a snapshot that one token may read. All unrestricted tokens share one listing, which caches its output.
 */
final class Listing {
    private static final Predicate<String> ALL = name -> true;

    /** Hexadecimal digits of the hash: enough to detect a change, too few to be mistaken for a proof. */
    private static final int DATA_DIGITS = 16;

    private final Snapshot snapshot;
    private final Predicate<String> allows;
    private volatile byte @Nullable [] json;
    private volatile @Nullable String data;
    private volatile @Nullable List<String> secrets;

    private Listing(Snapshot snapshot, Predicate<String> allows) {
        this.snapshot = snapshot;
        this.allows = allows;
    }

    /** The listing for an unrestricted token. */
    static Listing whole(Snapshot snapshot) {
        return new Listing(snapshot, ALL);
    }

    /** The listing for a token that may only read these values. */
    static Listing of(Snapshot snapshot, Set<String> names) {
        return new Listing(snapshot, names::contains);
    }

    /** The names of the values that contain a secret; the same list on each call. */
    List<String> secrets() {
        List<String> made = secrets;
        if (made == null) {
            made = values().stream()
                    .filter(item -> item.secret() != null)
                    .map(Snapshot.Item::name)
                    .toList();
            secrets = made;
        }
        return made;
    }

    /** The readable values, sorted by name. */
    List<Snapshot.Item> values() {
        return snapshot.items().stream()
                .filter(item -> !item.isUnresolved() && allows.test(item.name()))
                .toList();
    }

    /** The values whose secret is gone or whose content is damaged, sorted by name. */
    List<Snapshot.Item> unresolved() {
        return snapshot.items().stream()
                .filter(item -> item.isUnresolved() && allows.test(item.name()))
                .toList();
    }

    /** The end of a comment that names a value which is left out: the reason. */
    static String whyUnresolved(Snapshot.Item item) {
        return item.isDamaged() ? " is not set: its stored content is damaged\n" : " is not set: its secret is gone\n";
    }

    private List<Snapshot.Item> environment() {
        return snapshot.environmentItems().stream()
                .filter(item -> item.json().length > 0 && allows.test(item.name()))
                .toList();
    }

    /** The whole listing as JSON. The array must not be modified. */
    byte[] json() {
        byte[] made = json;
        if (made == null) {
            made = write();
            json = made;
        }
        return made;
    }

    private byte[] write() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        out.writeBytes(ascii("{\"revision\":" + snapshot.revision() + ",\"environment\":{\"tag\":\"" + snapshot.tag()
                + "\",\"values\":"));
        object(environment(), out);
        out.writeBytes(ascii("},\"values\":"));
        object(values(), out);
        out.writeBytes(ascii(",\"unresolved\":["));
        String separator = "\"";
        for (Snapshot.Item item : unresolved()) {
            out.writeBytes(ascii(separator + item.name() + '"'));
            separator = ",\"";
        }
        out.writeBytes(ascii("]}"));
        return out.toByteArray();
    }

    private static void object(List<Snapshot.Item> items, ByteArrayOutputStream out) {
        String separator = "{\"";
        for (Snapshot.Item item : items) {
            out.writeBytes(
                    ascii(separator + new String(JsonStringEncoder.getInstance().quoteAsString(item.name())) + "\":"));
            out.writeBytes(item.json());
            separator = ",\"";
        }
        out.writeBytes(ascii(items.isEmpty() ? "{}" : "}"));
    }

    /**
     * 16 hexadecimal digits that change when the visible data changes. A secret contributes the id of its content only,
     * so the digits reveal nothing about the content.
     */
    String data() {
        String made = data;
        if (made == null) {
            made = hash();
            data = made;
        }
        return made;
    }

    private String hash() {
        List<byte[]> parts = new ArrayList<>();
        parts.add(ascii(snapshot.tag()));
        environment().forEach(item -> {
            parts.add(ascii(item.name()));
            parts.add(item.json());
        });
        // A separator, so that an environment value cannot be mistaken for a value.
        parts.add(new byte[0]);
        for (Snapshot.Item item : snapshot.items()) {
            if (allows.test(item.name())) {
                parts.add(ascii(item.name()));
                parts.add(seen(item));
            }
        }
        return Hash.ofParts(parts).toString().substring(0, DATA_DIGITS);
    }

    private static byte[] seen(Snapshot.Item item) {
        if (item.secret() == null) {
            return item.json();
        }
        return item.isUnresolved()
                ? new byte[0]
                : Objects.requireNonNull(item.content()).toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
