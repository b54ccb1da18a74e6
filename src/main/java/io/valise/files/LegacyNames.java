package io.valise.files;

import io.valise.json.Tree;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of secrets that came from the {@code secrets.json} of an older export: {@code __<service>_<field>}. The
 * configuration of a service names its own in {@code secret_config}, as newer exports have it.
 *
 * @param ofUpload the names of the secrets in an upload, by service and field
 */
record LegacyNames(Map<String, Map<String, String>> ofUpload) {
    static final String FIELD = "secret_config";

    private static final String PREFIX = "__";
    private static final Pattern SERVICE =
            Pattern.compile("(services|http_endpoints)/[^/]+/config\\.json|auth_providers/[^/]+\\.json");

    static LegacyNames of(Map<String, Upload.LegacySecret> secrets) {
        Map<String, Map<String, String>> names = new HashMap<>();
        secrets.forEach((name, secret) -> names.computeIfAbsent(secret.service(), service -> new TreeMap<>())
                .put(secret.field(), name));
        return new LegacyNames(names);
    }

    static String name(String service, String field) {
        return PREFIX + service + "_" + field;
    }

    /**
     * Returns the file, with its secrets named if it is the configuration of a service and does not name any: those in
     * the upload, and those that the stored file names, since the directory that it came from does not.
     */
    byte[] in(String path, byte[] sent, byte @Nullable [] stored) {
        if (!SERVICE.matcher(path).matches()
                || !(FileContent.json(sent) instanceof Tree.Fields service)
                || service.get(FIELD) != null) {
            return sent;
        }
        Map<String, Tree> names = new LinkedHashMap<>(named(stored));
        String own = Intake.text(service.get("name"));
        if (own != null) {
            ofUpload.getOrDefault(own, Map.of()).forEach((field, name) -> names.put(field, new Tree.Text(name)));
        }
        if (names.isEmpty()) {
            return sent;
        }
        Map<String, Tree> fields = new LinkedHashMap<>(service.map());
        fields.put(FIELD, new Tree.Fields(names));
        return Files.bytes(new Tree.Fields(fields));
    }

    /** Returns the secrets that a stored file names, if they all came from a {@code secrets.json}. */
    private static Map<String, Tree> named(byte @Nullable [] stored) {
        if (stored == null
                || !(FileContent.json(stored) instanceof Tree.Fields service)
                || !(service.get(FIELD) instanceof Tree.Fields secrets)) {
            return Map.of();
        }
        Map<String, Tree> names = secrets.map();
        boolean legacy = names.values().stream()
                .allMatch(name -> name instanceof Tree.Text text && text.value().startsWith(PREFIX));
        return legacy ? names : Map.of();
    }
}
