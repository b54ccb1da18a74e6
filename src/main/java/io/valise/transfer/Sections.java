package io.valise.transfer;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What is known of the kept files: which of them are sections of an app's JSON form. */
final class Sections {
    /** Arrays whose order means nothing: their items go by name. */
    private static final Set<String> UNORDERED = Set.of("functions/config.json", "http_endpoints/config.json");

    private Sections() {}

    /** A file's JSON without the order that means nothing. */
    static Tree canonical(String path, Tree tree) {
        if (tree instanceof Tree.Items items && UNORDERED.contains(path)) {
            List<Tree> sorted = items.list().stream()
                    .sorted(Comparator.comparing(Sections::name))
                    .toList();
            return new Tree.Items(sorted);
        }
        return tree;
    }

    private static String name(Tree item) {
        return item instanceof Tree.Fields fields
                        && (fields.get("name") != null ? fields.get("name") : fields.get("route"))
                                instanceof Tree.Text text
                ? text.value()
                : "";
    }
}
