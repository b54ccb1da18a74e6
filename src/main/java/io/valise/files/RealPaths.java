package io.valise.files;

import io.valise.json.Tree;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps a file's path as derived from its JSON to its real path where they differ. */
final class RealPaths {
    private static final Pattern ITEM = Pattern.compile(
            "((auth_providers|triggers|log_forwarders|graphql/custom_resolvers|[^/]+/[^/]+/rules)/)([^/]+)\\.json");
    private static final Pattern FOLDER =
            Pattern.compile("((services|http_endpoints|data_sources|functions)/)([^/]+)/config\\.json");

    private RealPaths() {}

    /** Returns the real path of each file whose path differs from the derived one, by derived path. */
    static Map<String, String> of(SortedMap<String, byte[]> parts, Sections sections) {
        TreeMap<String, String> folders = new TreeMap<>();
        parts.forEach((path, data) -> {
            Matcher folder = FOLDER.matcher(path);
            if (folder.matches() && sections.has(path)) {
                folders.put(folder.group(1) + folder.group(3), folder.group(1) + Paths.step(name(data)));
            }
        });
        Map<String, String> places = new HashMap<>();
        parts.forEach((path, data) -> {
            if (sections.has(path)) {
                String named = inNamedFolder(named(path, data), folders);
                if (!named.equals(path) && !parts.containsKey(named)) {
                    places.put(named, path);
                }
            }
        });
        return places;
    }

    private static String inNamedFolder(String path, Map<String, String> folders) {
        int slash = path.indexOf('/', path.indexOf('/') + 1);
        String folder = slash < 0 ? "" : path.substring(0, slash);
        return folders.containsKey(folder) ? folders.get(folder) + path.substring(slash) : path;
    }

    private static String named(String path, byte[] data) {
        Matcher item = ITEM.matcher(path);
        return item.matches() ? item.group(1) + Paths.step(name(data)) + ".json" : path;
    }

    private static @Nullable String name(byte[] data) {
        return FileContent.json(data) instanceof Tree.Fields fields ? name(fields) : null;
    }

    private static @Nullable String name(Tree.Fields fields) {
        String type = Intake.text(fields.get("on_type"));
        String database = Intake.text(fields.get("database"));
        if (type != null) {
            return (type + "_" + Intake.text(fields.get("field_name"))).toLowerCase(Locale.ROOT);
        }
        return database != null && fields.get("collection") != null
                ? database + "." + Intake.text(fields.get("collection"))
                : Intake.text(fields.get("name"));
    }
}
