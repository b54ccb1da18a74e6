package io.valise.files;

import io.valise.apps.App;
import io.valise.json.Tree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the files of one app in one layout. */
public record Files(App app, Layout layout, boolean template) {
    /** Returns the configuration file. */
    public Tree root(Bundle bundle) {
        Map<String, Tree> fields = layout.identity(app, template);
        if (!bundle.tag().isEmpty()) {
            fields.put(Layout.ENVIRONMENT, new Tree.Text(bundle.tag()));
        }
        return with(fields, bundle, Bundle.ROOT);
    }

    /** Returns the file of an environment, even if it has no values. */
    public static Tree environment(Bundle bundle, Column column) {
        Map<String, Tree> values = new LinkedHashMap<>();
        bundle.environment().forEach((name, columns) -> {
            String json = columns.get(column);
            if (json != null) {
                values.put(name, Tree.known(json));
            }
        });
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put("values", new Tree.Fields(values));
        return with(fields, bundle, column.path());
    }

    /** Returns the file of a value, or null if there is no such value. */
    public static @Nullable Tree value(Bundle bundle, String name) {
        Bundle.Setting setting = bundle.values().get(name);
        if (setting == null) {
            return null;
        }
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put("name", new Tree.Text(name));
        fields.put("from_secret", Tree.of(setting.fromSecret()));
        fields.put("value", Tree.known(setting.json()));
        if (setting.hidden()) {
            fields.put("private", Tree.Literal.TRUE);
        }
        return with(fields, bundle, Bundle.valuePath(name));
    }

    /**
     * Returns the files of the app itself by path, in the order of an export: its own, those of its environments, and
     * that of notes if there are any.
     */
    public Map<String, byte[]> ofEveryApp(Bundle bundle) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(layout.root(), bytes(root(bundle)));
        if (!template) {
            files.put(layout.meta(), bytes(layout.provenance(app)));
        }
        for (Column column : Column.values()) {
            files.put(column.path(), bytes(environment(bundle, column)));
        }
        Tree notes = bundle.notes().tree();
        if (notes != null) {
            files.put(NotesFile.PATH, bytes(notes));
        }
        return files;
    }

    public static byte[] bytes(@Nullable Tree tree) {
        return tree == null ? new byte[0] : tree.pretty().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the fields together with those that are kept for the file. */
    private static Tree with(Map<String, Tree> fields, Bundle bundle, String path) {
        byte[] kept = bundle.parts().get(path);
        if (kept != null && Tree.known(new String(kept, StandardCharsets.UTF_8)) instanceof Tree.Fields more) {
            more.map().forEach(fields::putIfAbsent);
        }
        return new Tree.Fields(fields);
    }
}
