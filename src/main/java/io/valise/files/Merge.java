package io.valise.files;

import io.valise.json.Tree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes the app after an upload: the uploaded parts, with everything that they do not change exactly as it is now.
 * If the upload is JSON, this includes what the JSON form cannot express: files outside the sections, fields that
 * clients do not know, the names of files, and digits lost in a program that reads numbers as floating point.
 */
public final class Merge {
    private final Bundle now;
    private final Upload upload;
    private final LegacyNames secrets;
    private final @Nullable Sections sections;

    private Merge(Bundle now, Upload upload) {
        this.now = now;
        this.upload = upload;
        this.secrets = LegacyNames.of(upload.secrets());
        this.sections = upload.sections();
    }

    public static Bundle of(Bundle now, Upload upload) {
        Merge merge = new Merge(now, upload);
        TreeMap<String, Bundle.Setting> values = merge.values();
        NotesFile notes = now.notes().after(upload.hasNotes() ? upload.bundle().notes() : null, values);
        return new Bundle(upload.bundle().tag(), values, merge.environment(), merge.parts(), notes);
    }

    private TreeMap<String, Bundle.Setting> values() {
        TreeMap<String, Bundle.Setting> values = new TreeMap<>();
        upload.bundle().values().forEach((name, sent) -> {
            Bundle.Setting old = now.values().get(name);
            boolean other = old == null || old.fromSecret() != sent.fromSecret();
            String json = aligned(sent.json(), old == null || other ? null : old.json());
            values.put(name, new Bundle.Setting(sent.hidden(), sent.fromSecret(), json));
        });
        return values;
    }

    private TreeMap<String, Map<Column, String>> environment() {
        Bundle result = Bundle.empty("");
        upload.bundle().environment().forEach((name, columns) -> {
            Map<Column, String> old = now.environment().getOrDefault(name, Map.of());
            columns.forEach((column, json) -> result.putEnvironment(name, column, aligned(json, old.get(column))));
        });
        // A value without any environment is in no file, so an upload cannot remove it.
        now.environment().forEach((name, columns) -> {
            if (columns.isEmpty()) {
                result.environment().putIfAbsent(name, columns);
            }
        });
        return result.environment();
    }

    private TreeMap<String, byte[]> parts() {
        TreeMap<String, byte[]> parts = new TreeMap<>();
        Map<String, String> places = sections == null ? Map.of() : RealPaths.of(now.parts(), sections);
        Map<String, byte[]> sent = new HashMap<>(upload.bundle().parts());
        upload.implied().forEach((path, data) -> {
            String place = places.getOrDefault(path, path);
            if (now.parts().containsKey(place)) {
                sent.put(path, data);
            }
        });
        sent.forEach((path, data) -> {
            String place = places.getOrDefault(path, path);
            byte[] old = now.parts().get(place);
            parts.put(place, aligned(place, secrets.in(path, data, old), old));
        });
        now.parts().forEach((path, data) -> {
            if (!parts.containsKey(path) && stays(path, data)) {
                parts.put(path, data);
            }
        });
        if (sections != null) {
            root(parts, sections);
        }
        boolean isNew = now.parts().isEmpty()
                && now.values().isEmpty()
                && now.environment().isEmpty();
        if (isNew && !upload.cleared().contains(Upload.OTHER_FILES)) {
            upload.empty().forEach(parts::putIfAbsent);
        }
        return parts;
    }

    /** Returns whether an existing file that was not uploaded is kept. */
    private boolean stays(String path, byte[] data) {
        if (Bundle.isManaged(path)) {
            return isOfNoValue(path);
        }
        if (Sections.isEmptyJson(path, data)) {
            return true;
        }
        return sections != null && !sections.has(path) && !upload.cleared().contains(Upload.OTHER_FILES);
    }

    /** Returns whether it belongs to a value that was deleted. It is in no file then, so an upload cannot remove it. */
    private boolean isOfNoValue(String path) {
        return path.startsWith(Bundle.VALUES)
                && !now.values().containsKey(Bundle.valueName(path))
                && !upload.bundle().values().containsKey(Bundle.valueName(path));
    }

    /** Keeps the fields of the configuration file that clients do not know and therefore do not send. */
    private void root(TreeMap<String, byte[]> parts, Sections known) {
        if (!(fields(now.parts().get(Bundle.ROOT)) instanceof Tree.Fields old)) {
            return;
        }
        Map<String, Tree> sent = fields(parts.get(Bundle.ROOT)) instanceof Tree.Fields some ? some.map() : Map.of();
        Map<String, Tree> fields = new LinkedHashMap<>(sent);
        old.map().forEach((name, content) -> {
            boolean unsaid =
                    !known.rootFields().contains(name) && !upload.cleared().contains(name);
            if (content.isEmpty() || unsaid) {
                fields.putIfAbsent(name, content);
            }
        });
        if (!fields.isEmpty()) {
            byte[] merged = new Tree.Fields(fields).compact().getBytes(StandardCharsets.UTF_8);
            parts.put(Bundle.ROOT, aligned(Bundle.ROOT, merged, now.parts().get(Bundle.ROOT)));
        }
    }

    private String aligned(String sent, @Nullable String old) {
        if (old == null || sent.equals(old)) {
            return sent;
        }
        Tree before = Tree.known(old);
        Tree after = Tree.known(sent).like(before, sections != null);
        return after.equals(before) ? old : after.compact();
    }

    private byte[] aligned(String path, byte[] sent, byte @Nullable [] old) {
        if (old == null) {
            return sent;
        }
        if (Comparison.same(path, sent, old)) {
            return old;
        }
        boolean madeAnew = Bundle.isManaged(path) || (sections != null && sections.isJson(path));
        Tree before = madeAnew ? FileContent.json(old) : null;
        Tree own = before == null ? null : FileContent.json(sent);
        if (before == null || own == null) {
            return sent;
        }
        Tree after = own.like(before, sections != null);
        boolean same = Sections.canonical(path, after).equals(Sections.canonical(path, before));
        return same
                ? old
                : Bundle.isManaged(path) ? after.compact().getBytes(StandardCharsets.UTF_8) : Files.bytes(after);
    }

    private static @Nullable Tree fields(byte @Nullable [] data) {
        return data == null ? null : FileContent.json(data);
    }
}
