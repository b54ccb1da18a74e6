package io.valise.files;

import io.valise.json.Tree;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Notes;
import io.valise.revisions.View;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The notes and tags of an app, in the form of their file. The file has no secret that no value links to, because an
 * export must not list secrets; the names of the others are in the files of the values.
 *
 * @param values by name of the value
 * @param secrets by name of the secret; in an upload, empty ones remove what is there
 * @param linked the names of secrets that values link to
 */
public record NotesFile(TreeMap<String, Notes> values, TreeMap<String, Notes> secrets, Set<String> linked) {
    /** In a folder of its own, because apps may have a kept file {@code notes.json}. */
    public static final String PATH = ".valise/notes.json";

    static final String VALUES = "values";
    static final String SECRETS = "secrets";
    static final String NOTE = "note";
    static final String TAGS = "tags";

    public static NotesFile empty() {
        return new NotesFile(new TreeMap<>(), new TreeMap<>(), Set.of());
    }

    public static NotesFile of(View view) {
        NotesFile file = new NotesFile(new TreeMap<>(), new TreeMap<>(), new HashSet<>());
        for (Entry value : view.entries(Kind.VALUE)) {
            if (!value.notes().isEmpty()) {
                file.values.put(value.name(), value.notes());
            }
        }
        for (Entry secret : view.entries(Kind.SECRET)) {
            if (!secret.notes().isEmpty()) {
                file.secrets.put(secret.name(), secret.notes());
                if (!view.linksTo(secret).isEmpty()) {
                    file.linked.add(secret.name());
                }
            }
        }
        return file;
    }

    /** Returns the notes of values only, for another app: it has secrets of its own. */
    public NotesFile withoutSecrets() {
        return new NotesFile(values, new TreeMap<>(), Set.of());
    }

    /**
     * Returns the notes after an upload.
     *
     * @param sent the notes in the upload; null if it does not say anything about notes
     * @param settings the values after the upload
     */
    NotesFile after(@Nullable NotesFile sent, Map<String, Bundle.Setting> settings) {
        NotesFile next = new NotesFile(new TreeMap<>(), new TreeMap<>(secrets), new HashSet<>());
        settings.forEach((name, setting) -> {
            Notes notes = (sent == null ? values : sent.values).get(name);
            if (notes != null && !notes.isEmpty()) {
                next.values.put(name, notes);
            }
            if (setting.fromSecret()) {
                next.linked.add(setting.secret());
            }
        });
        if (sent != null) {
            next.secrets.putAll(sent.secrets);
        }
        return next;
    }

    /** Returns the content of the file, or null if there is nothing to write. */
    @Nullable
    Tree tree() {
        Map<String, Tree> fields = new LinkedHashMap<>();
        put(fields, VALUES, values, values.keySet());
        put(fields, SECRETS, secrets, linked);
        return fields.isEmpty() ? null : new Tree.Fields(fields);
    }

    private static void put(Map<String, Tree> fields, String kind, TreeMap<String, Notes> all, Set<String> shown) {
        Map<String, Tree> items = new LinkedHashMap<>();
        all.forEach((name, notes) -> {
            if (!notes.isEmpty() && shown.contains(name)) {
                items.put(name, tree(notes));
            }
        });
        if (!items.isEmpty()) {
            fields.put(kind, new Tree.Fields(items));
        }
    }

    private static Tree tree(Notes notes) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        if (!notes.note().isEmpty()) {
            fields.put(NOTE, new Tree.Text(notes.note()));
        }
        if (!notes.tags().isEmpty()) {
            List<Tree> tags = notes.tags().stream().<Tree>map(Tree.Text::new).toList();
            fields.put(TAGS, new Tree.Items(tags));
        }
        return new Tree.Fields(fields);
    }
}
