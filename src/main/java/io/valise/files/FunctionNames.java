package io.valise.files;

import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Functions in an imported configuration: its kept files {@code functions/<name>.js} or, in the older layout,
 * {@code functions/<name>/source.js} next to a {@code config.json}.
 */
public final class FunctionNames {
    private static final Pattern FILE = Pattern.compile("functions/(?!(.*/)?node_modules/)(?<name>.+)\\.js");
    private static final Pattern OLDER = Pattern.compile("(?<name>.+)/source");

    private FunctionNames() {}

    /** Returns the entries of the sources, by name of the Function. */
    public static Map<String, Entry> of(View view) {
        Map<String, Entry> sources = new TreeMap<>();
        for (Entry file : view.entries(Kind.FILE)) {
            Matcher path = FILE.matcher(file.name());
            if (path.matches()) {
                sources.put(name(view, path.group("name")), file);
            }
        }
        return sources;
    }

    private static String name(View view, String path) {
        Matcher older = OLDER.matcher(path);
        boolean isOlder =
                older.matches() && view.find(Kind.FILE, "functions/" + older.group("name") + "/config.json") != null;
        return isOlder ? older.group("name") : path;
    }
}
