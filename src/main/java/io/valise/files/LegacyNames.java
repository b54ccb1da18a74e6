package io.valise.files;

import io.valise.json.Tree;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names of secrets that came from the {@code secrets.json} of an older export: {@code __<service>_<field>}. A
 * service whose configuration does not say which secrets it uses gets them named in {@code secret_config}, as newer
 * exports have it.
 */
record LegacyNames(SortedSet<String> names) {
    static final String FIELD = "secret_config";
    private static final Pattern SERVICE =
            Pattern.compile("(services|http_endpoints)/[^/]+/config\\.json|auth_providers/[^/]+\\.json");

    static LegacyNames of(Collection<String> secrets) {
        SortedSet<String> names = new TreeSet<>();
        secrets.stream().filter(name -> name.startsWith("__")).forEach(names::add);
        return new LegacyNames(names);
    }

    static String name(String service, String field) {
        return prefix(service) + field;
    }

    private static String prefix(String service) {
        return "__" + service + "_";
    }

    /** Returns the file, with its secrets named if it is the configuration of a service that has some. */
    byte[] in(String path, byte[] data) {
        if (names.isEmpty()
                || !SERVICE.matcher(path).matches()
                || !(FileContent.json(data) instanceof Tree.Fields service)
                || service.get(FIELD) != null) {
            return data;
        }
        Map<String, Tree> fields = new LinkedHashMap<>();
        String prefix = prefix(String.valueOf(Intake.text(service.get("name"))));
        names.tailSet(prefix).stream()
                .takeWhile(name -> name.startsWith(prefix))
                .forEach(name -> fields.put(name.substring(prefix.length()), new Tree.Text(name)));
        if (fields.isEmpty()) {
            return data;
        }
        Map<String, Tree> named = new LinkedHashMap<>(service.map());
        named.put(FIELD, new Tree.Fields(fields));
        return Files.bytes(new Tree.Fields(named));
    }
}
