package io.valise.files;

import io.valise.crypto.Plaintext;
import io.valise.json.Tree;
import io.valise.revisions.EntityName;
import io.valise.revisions.Limits;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects the pieces of an uploaded app, independent of the format, and checks each piece. */
final class Intake {
    /** The rule for a file without content, which clients send as null. */
    static final String EMPTY = "is empty";

    private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    final Problems problems = new Problems();
    final Set<String> cleared = new HashSet<>();
    /** Files that a client may have made up. They can change an existing file, but not create one. */
    final TreeMap<String, byte[]> implied = new TreeMap<>();

    /** Files without content that clients leave out. */
    final TreeMap<String, byte[]> empty = new TreeMap<>();

    final Map<String, Upload.LegacySecret> secrets = new TreeMap<>();
    private final Limits limits;
    private final TreeMap<String, byte[]> parts = new TreeMap<>();
    private final Bundle content = Bundle.empty("");
    private String tag = "";

    Intake(Limits limits) {
        this.limits = limits;
    }

    /**
     * Returns the upload and its problems.
     *
     * @param sections null if it was sent as files
     */
    Upload upload(@Nullable Sections sections) {
        Bundle bundle = new Bundle(tag, content.values(), content.environment(), parts, content.notes());
        return new Upload(bundle, secrets, sections, cleared, implied, empty, problems);
    }

    /** Takes the configuration file, or the fields of an app's JSON that are not sections. */
    void root(String file, Tree tree) {
        if (!(tree instanceof Tree.Fields root)) {
            problems.add(file, "must be an object");
            return;
        }
        Map<String, Tree> kept = new LinkedHashMap<>(root.map());
        layout(file, kept.get("config_version"));
        tag(file, kept.remove(Layout.ENVIRONMENT));
        kept.keySet().removeAll(Layout.IDENTITY);
        keep(Bundle.ROOT, kept);
    }

    private void layout(String file, @Nullable Tree version) {
        boolean none = version == null || version == Tree.Literal.NULL;
        if (!none && layout(version) == null) {
            problems.add(file, "config_version", Layout.rule());
        }
    }

    /** Returns the layout of a {@code config_version}, or null if it is of none. */
    static @Nullable Layout layout(@Nullable Tree version) {
        return version instanceof Tree.Number number
                ? Layout.ofVersion(number.digits())
                : version instanceof Tree.Text text ? Layout.ofVersion(text.value()) : null;
    }

    private void tag(String file, @Nullable Tree environment) {
        if (environment == null || environment == Tree.Literal.NULL) {
            return;
        }
        @Nullable String known = environment instanceof Tree.Text text ? Column.tag(text.value()) : null;
        if (known == null) {
            problems.add(
                    file,
                    Layout.ENVIRONMENT,
                    "must be one of no-environment, development, testing, qa, production, or be left out");
        } else {
            tag = known;
        }
    }

    /**
     * Takes a value.
     *
     * @param file the file for a problem, if the value has no name
     * @param name the name of its file, or null if it did not come as a file
     */
    void value(String file, @Nullable String name, Tree tree) {
        if (!(tree instanceof Tree.Fields fields)) {
            problems.add(file, tree == Tree.Literal.NULL ? EMPTY : "must be an object");
            return;
        }
        Map<String, Tree> kept = new LinkedHashMap<>(fields.map());
        @Nullable String own = text(kept.remove("name"));
        @Nullable String broken = EntityName.Rule.broken(own);
        if (own == null || broken != null) {
            String place = own != null && name == null && Problems.canShowName(own) ? Bundle.valuePath(own) : file;
            problems.add(place, "name", String.valueOf(broken));
            return;
        }
        String path = Bundle.valuePath(own);
        if (name != null && !name.equals(own)) {
            problems.add(file, "name", "is \"" + own + "\", which differs from the file's name");
            return;
        }
        if (content.values().containsKey(own)) {
            problems.add(path, "name", "is defined by two files");
            return;
        }
        boolean fromSecret = flag(path, "from_secret", kept.remove("from_secret"));
        boolean hidden = flag(path, "private", kept.remove("private"));
        @Nullable Tree json = kept.remove("value");
        kept.remove("id");
        kept.remove("_id");
        if (json == null) {
            problems.add(path, "value", "is required");
            return;
        }
        if (fromSecret && !(json instanceof Tree.Text secret && EntityName.Rule.canBeShown(secret.value()))) {
            problems.add(path, "value", "must be the name of a secret, with from_secret");
            return;
        }
        String compact = json.compact();
        if (fits(path, "value", compact)) {
            content.values().put(own, new Bundle.Setting(hidden, fromSecret, compact));
            keep(path, kept);
        }
    }

    /** Takes the file of an environment. */
    void environment(Column column, Tree tree) {
        if (!(tree instanceof Tree.Fields fields)) {
            problems.add(column.path(), tree == Tree.Literal.NULL ? EMPTY : "must be an object");
            return;
        }
        Map<String, Tree> kept = new LinkedHashMap<>(fields.map());
        Tree values = kept.remove("values");
        keep(column.path(), kept);
        if (values == null || values == Tree.Literal.NULL) {
            return;
        }
        if (!(values instanceof Tree.Fields byName)) {
            problems.add(column.path(), "values", "must be an object");
            return;
        }
        int number = 0;
        for (Map.Entry<String, Tree> value : byName.map().entrySet()) {
            number++;
            String name = value.getKey();
            @Nullable String broken = EntityName.Rule.broken(name);
            String compact = value.getValue().compact();
            if (broken != null) {
                String shown = Problems.canShowName(name) ? "\"" + name + "\"" : "of value " + number;
                problems.add(column.path(), "values: the name " + shown, broken);
            } else if (fits(column.path(), "values." + name, compact)) {
                content.putEnvironment(name, column, compact);
            }
        }
    }

    /** Takes the file of notes. */
    void notes(Tree tree) {
        new NotesIntake(content.notes(), problems).read(tree);
    }

    /** Takes a secret of a legacy secrets file, which lists contents by kind of service, service and field. */
    void legacySecret(String service, String field, Plaintext clear) {
        String name = LegacyNames.name(service, field);
        String place = LegacySecrets.place(service, field);
        if (clear.codePoints() == 0) {
            return;
        }
        if (!SECRET_NAME.matcher(name).matches()) {
            problems.add(LegacySecrets.FILE, place, "does not make a name of ASCII letters, digits, _ and -");
            return;
        }
        String broken = limits.brokenBySecret(clear.codePoints());
        if (broken != null) {
            problems.add(LegacySecrets.FILE, place, broken);
        } else if (secrets.putIfAbsent(name, new Upload.LegacySecret(service, field, clear)) != null) {
            problems.add(LegacySecrets.FILE, place, "makes the name of another secret, " + name);
        }
    }

    /**
     * Takes a file to keep, or the file of notes. Records a problem if the path is invalid, already used or of a file that this service
     * writes, or if the file is a JSON file of an app and is not valid JSON.
     */
    void part(String path, byte[] data) {
        if (path.equals(NotesFile.PATH)) {
            Tree notes = json(path, data);
            if (notes != null) {
                notes(notes);
            }
            return;
        }
        @Nullable String broken = Paths.broken(path);
        @Nullable String over = limits.brokenByFile(data.length);
        if (broken != null) {
            problems.add(path, broken);
        } else if (over != null) {
            problems.add(path, over);
        } else if (isOwn(path)) {
            problems.add(path, "is written by the service and cannot be one of the other files");
        } else if (parts.containsKey(path)) {
            problems.add(path, "is there twice");
        } else if (!Sections.isJsonOfAny(path) || json(path, data) != null) {
            parts.put(path, data);
        }
    }

    private static boolean isOwn(String path) {
        return Bundle.isManaged(path)
                || Layout.ofRoot(path) != null
                || path.startsWith(Layout.ORIGIN)
                || path.equals(LegacySecrets.FILE);
    }

    /** Returns the JSON of a file, or null and records a problem. */
    @Nullable
    Tree json(String path, byte[] data) {
        try {
            return Tree.read(data, Tree::whole);
        } catch (Tree.Malformed failure) {
            problems.malformed(path, failure);
            return null;
        }
    }

    /** Returns whether there is a file with this path, or in a folder with this path. */
    boolean holds(String path) {
        String inside = parts.ceilingKey(path + "/");
        return parts.containsKey(path) || (inside != null && inside.startsWith(path + "/"));
    }

    private void keep(String path, Map<String, Tree> fields) {
        if (!fields.isEmpty()) {
            parts.put(path, new Tree.Fields(fields).compact().getBytes(StandardCharsets.UTF_8));
        }
    }

    private boolean fits(String file, String place, String json) {
        // A character takes at most three bytes in UTF-8, so most texts need no exact count.
        if (json.length() * 3L <= limits.valueSize()) {
            return true;
        }
        String broken = limits.brokenByValue(json.getBytes(StandardCharsets.UTF_8).length);
        if (broken != null) {
            problems.add(file, place, broken);
        }
        return broken == null;
    }

    private boolean flag(String file, String name, @Nullable Tree tree) {
        if (tree != null && tree != Tree.Literal.NULL && tree != Tree.Literal.TRUE && tree != Tree.Literal.FALSE) {
            problems.add(file, name, "must be true or false");
        }
        return tree == Tree.Literal.TRUE;
    }

    static @Nullable String text(@Nullable Tree tree) {
        return tree instanceof Tree.Text text ? text.value() : null;
    }
}
