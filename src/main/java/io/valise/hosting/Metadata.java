package io.valise.hosting;

import io.valise.errors.ApiException;
import io.valise.files.Files;
import io.valise.json.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code hosting/metadata.json}: the attributes of those assets that have others than follow from their names.
 * Immutable. What it has besides is kept.
 */
final class Metadata {
    static final String PATH = "hosting/metadata.json";

    private static final String ASSET = "path";
    private static final String ATTRIBUTES = "attrs";
    private static final String NAME = "name";
    private static final String VALUE = "value";

    private final Tree.Items entries;
    private final boolean readable;
    /** The attributes of those assets that have an entry, by path. */
    private final Map<String, Tree> own = new HashMap<>();

    private Metadata(Tree.Items entries, boolean readable) {
        this.entries = entries;
        this.readable = readable;
        for (Tree entry : entries.list()) {
            if (entry instanceof Tree.Fields fields
                    && fields.get(ASSET) instanceof Tree.Text path
                    && fields.get(ATTRIBUTES) != null) {
                own.putIfAbsent(path.value(), fields.map().get(ATTRIBUTES));
            }
        }
    }

    /** The metadata in a file; null if there is no file. */
    static Metadata of(byte @Nullable [] file) {
        Tree.Items none = new Tree.Items(List.of());
        if (file == null) {
            return new Metadata(none, true);
        }
        try {
            return Tree.read(file, Tree::whole) instanceof Tree.Items items
                    ? new Metadata(items, true)
                    : new Metadata(none, false);
        } catch (Tree.Malformed notJson) {
            return new Metadata(none, false);
        }
    }

    /** The attributes of an asset: its own, or those that follow from its name. */
    List<Attribute> attributes(String asset) {
        Tree attributes = own.get(asset);
        return attributes == null
                ? implied(asset)
                : attributes(attributes).stream().filter(Objects::nonNull).toList();
    }

    private static List<Attribute> implied(String asset) {
        String type = MediaTypes.of(asset);
        return type == null ? List.of() : List.of(new Attribute("Content-Type", type));
    }

    /** The attributes in a list; null for each that has another form. */
    static List<@Nullable Attribute> attributes(@Nullable Tree list) {
        List<@Nullable Attribute> attributes = new ArrayList<>();
        if (list instanceof Tree.Items items) {
            items.list().forEach(item -> attributes.add(attribute(item)));
        } else if (list != null && list != Tree.Literal.NULL) {
            attributes.add(null);
        }
        return attributes;
    }

    private static @Nullable Attribute attribute(Tree item) {
        return item instanceof Tree.Fields one
                        && one.get(NAME) instanceof Tree.Text name
                        && one.get(VALUE) instanceof Tree.Text value
                ? new Attribute(name.value(), value.value())
                : null;
    }

    /** With these attributes of an asset; this if it has them already. */
    Metadata with(String asset, List<Attribute> attributes) {
        if (Set.copyOf(attributes).equals(Set.copyOf(attributes(asset)))) {
            return this;
        }
        if (!readable) {
            throw ApiException.invalid(PATH, "is not a list of assets, so that no attributes can be added to it");
        }
        boolean follow = Set.copyOf(attributes).equals(Set.copyOf(implied(asset)));
        return follow ? without(asset) : new Metadata(with(asset, items(attributes)), true);
    }

    private Tree.Items with(String asset, Tree attributes) {
        List<Tree> all = new ArrayList<>();
        boolean found = false;
        for (Tree entry : entries.list()) {
            boolean own = isOf(entry, asset);
            found |= own;
            all.add(own ? entry(((Tree.Fields) entry).map(), asset, attributes) : entry);
        }
        if (!found) {
            all.add(entry(Map.of(), asset, attributes));
        }
        return new Tree.Items(all);
    }

    private static Tree entry(Map<String, Tree> before, String asset, Tree attributes) {
        Map<String, Tree> fields = new LinkedHashMap<>(before);
        fields.put(ASSET, new Tree.Text(asset));
        fields.put(ATTRIBUTES, attributes);
        return new Tree.Fields(fields);
    }

    private static Tree items(List<Attribute> attributes) {
        return new Tree.Items(attributes.stream()
                .map(one -> {
                    Map<String, Tree> fields = new LinkedHashMap<>();
                    fields.put(NAME, new Tree.Text(one.name()));
                    fields.put(VALUE, new Tree.Text(one.value()));
                    return (Tree) new Tree.Fields(fields);
                })
                .toList());
    }

    /** Without attributes of an asset; this if it has none of its own. */
    Metadata without(String asset) {
        List<Tree> others =
                entries.list().stream().filter(entry -> !isOf(entry, asset)).toList();
        return others.size() == entries.list().size() ? this : new Metadata(new Tree.Items(others), true);
    }

    byte[] bytes() {
        return Files.bytes(entries);
    }

    private static boolean isOf(Tree entry, String asset) {
        return entry instanceof Tree.Fields fields
                && fields.get(ASSET) instanceof Tree.Text path
                && path.value().equals(asset);
    }
}
