package io.valise.files;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * An app's configuration as its files have it, without the app's identity: pure, and by names instead of ids.
 *
 * @param tag the environment tag; empty for none
 * @param values by name
 * @param environment the values of the environments by name, each as compact JSON for the environments it is mapped for
 * @param parts the kept files by path. For a file that this service manages: an object of the fields that it does not
 */
public record Bundle(
        String tag,
        TreeMap<String, Setting> values,
        TreeMap<String, Map<Column, String>> environment,
        TreeMap<String, byte[]> parts) {

    public static final String VALUES = "values/";

    /** The path under which the fields of the configuration file are kept that this service does not manage. */
    public static final String ROOT = "root_config.json";

    /**
     * A value as its file has it.
     *
     * @param json compact; the name of the secret if {@code fromSecret}
     */
    public record Setting(boolean hidden, boolean fromSecret, String json) {}

    public static Bundle empty(String tag) {
        return new Bundle(tag, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    public void putEnvironment(String name, Column column, String json) {
        environment.computeIfAbsent(name, x -> new EnumMap<>(Column.class)).put(column, json);
    }

    public static String valuePath(String name) {
        return VALUES + name + ".json";
    }

    /** The name of the value whose file has this path. */
    public static String valueName(String path) {
        return path.substring(VALUES.length(), path.length() - ".json".length());
    }

    /** Whether a part of this path is what is left of a file that this service manages. */
    public static boolean isManaged(String path) {
        return path.equals(ROOT)
                || (path.startsWith(VALUES) && path.endsWith(".json") && path.indexOf('/', VALUES.length()) < 0)
                || (path.startsWith(Column.FOLDER) && Column.ofFile(path.substring(Column.FOLDER.length())) != null);
    }
}
