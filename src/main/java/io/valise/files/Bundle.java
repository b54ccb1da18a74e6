package io.valise.files;

import io.valise.json.Tree;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * An app's configuration in the form of its files, without the app's identity. Pure; uses names instead of ids.
 *
 * @param tag the environment tag, or empty
 * @param values by name
 * @param environment the environment values by name, each as compact JSON by environment
 * @param parts the kept files by path. For a file that this service manages, an object of the fields it does not manage
 * @param notes the notes and tags of values and secrets; empty where only some items were read
 */
public record Bundle(
        String tag,
        TreeMap<String, Setting> values,
        TreeMap<String, Map<Column, String>> environment,
        TreeMap<String, byte[]> parts,
        NotesFile notes) {

    public static final String VALUES = "values/";

    /** The path for the fields of the configuration file that this service does not manage. */
    public static final String ROOT = "root_config.json";

    /**
     * A value in the form of its file.
     *
     * @param json compact JSON, or the name of the secret if {@code fromSecret}
     */
    public record Setting(boolean hidden, boolean fromSecret, String json) {
        /** Returns the name of the secret that it links to. */
        public String secret() {
            return String.valueOf(Intake.text(Tree.known(json)));
        }
    }

    public static Bundle empty(String tag) {
        return new Bundle(tag, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), NotesFile.empty());
    }

    public Bundle withNotes(NotesFile other) {
        return new Bundle(tag, values, environment, parts, other);
    }

    public void putEnvironment(String name, Column column, String json) {
        environment.computeIfAbsent(name, x -> new EnumMap<>(Column.class)).put(column, json);
    }

    public static String valuePath(String name) {
        return VALUES + name + ".json";
    }

    /** Returns the name of the value whose file has this path. */
    public static String valueName(String path) {
        return path.substring(VALUES.length(), path.length() - ".json".length());
    }

    /**
     * Returns whether this service writes the file with this path. A part with this path holds the other fields of the
     * file; that of the notes has none.
     */
    public static boolean isManaged(String path) {
        return path.equals(ROOT)
                || path.equals(NotesFile.PATH)
                || (path.endsWith(".json") && isVisibleIn(VALUES, path))
                || (path.startsWith(Column.FOLDER) && Column.ofFile(path.substring(Column.FOLDER.length())) != null);
    }

    /** Returns whether the file is directly in the folder, and its name does not begin with a dot. */
    static boolean isVisibleIn(String folder, String path) {
        return path.startsWith(folder) && path.indexOf('/', folder.length()) < 0 && !path.startsWith(folder + ".");
    }
}
