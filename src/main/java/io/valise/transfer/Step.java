package io.valise.transfer;

import io.valise.apps.App;
import io.valise.contents.EnvironmentValue;
import io.valise.contents.KeptFile;
import io.valise.contents.Value;
import io.valise.files.Bundle;
import io.valise.files.Column;
import io.valise.files.Comparison;
import io.valise.files.Difference;
import io.valise.files.Files;
import io.valise.files.Layout;
import io.valise.files.Merge;
import io.valise.files.NotesFile;
import io.valise.files.Upload;
import io.valise.json.Json;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Entry;
import io.valise.revisions.Hash;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.Notes;
import io.valise.revisions.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.types.ObjectId;

/**
 * The change from a view to an upload: the differences and the new contents. Pure. The constructor throws everything
 * that is wrong with the upload.
 */
final class Step {
    private final View view;
    private final Bundle now;
    private final Bundle next;
    private final Upload upload;
    private final long time;

    private final List<Value> newValues = new ArrayList<>();
    private final List<EnvironmentValue> newColumns = new ArrayList<>();
    private final List<KeptFile> newParts = new ArrayList<>();
    private final Map<String, Replacement.Target> values = new TreeMap<>();
    private final Map<String, ContentRef> environment = new TreeMap<>();
    private final Map<String, ContentRef> parts = new TreeMap<>();

    Step(ObjectId app, View view, Bundle now, Upload upload, Limits limits, long time) {
        this.view = view;
        this.now = now;
        this.upload = upload;
        this.time = time;
        this.next = Merge.of(now, upload);
        findMissingSecrets();
        findUnknownNames();
        upload.problems().refuse();
        next.values().forEach((name, setting) -> values.put(name, target(app, name, setting)));
        next.environment().forEach((name, columns) -> environment.put(name, columns(app, name, columns)));
        next.parts().forEach((path, data) -> parts.put(path, part(app, path, data)));
        limits.check(view.with(replacement(placeholders()).apply(view)));
    }

    private void findMissingSecrets() {
        next.values().forEach((name, setting) -> {
            if (setting.fromSecret()) {
                String secret = setting.secret();
                Entry value = view.find(Kind.VALUE, name);
                boolean known = view.find(Kind.SECRET, secret) != null
                        || upload.secrets().containsKey(secret)
                        || (value != null && secret.equals(value.missing()));
                if (!known) {
                    upload.problems().missingSecret(Bundle.valuePath(name), secret);
                }
            }
        });
    }

    /** Finds notes of items that will not exist. A missing secret that a value links to is no problem of the notes. */
    private void findUnknownNames() {
        NotesFile sent = upload.bundle().notes();
        sent.values().keySet().forEach(name -> {
            if (!next.values().containsKey(name)) {
                upload.problems().add(NotesFile.PATH, "values." + name, "is no value of the app");
            }
        });
        sent.secrets().keySet().forEach(name -> {
            boolean known = view.find(Kind.SECRET, name) != null
                    || upload.secrets().containsKey(name)
                    || next.notes().linked().contains(name);
            if (!known) {
                upload.problems().add(NotesFile.PATH, "secrets." + name, "is no secret of the app");
            }
        });
    }

    private Replacement.Target target(ObjectId app, String name, Bundle.Setting setting) {
        Notes notes = upload.hasNotes() ? next.notes().values().getOrDefault(name, Notes.NONE) : null;
        if (setting.fromSecret()) {
            return new Replacement.Target(setting.hidden(), null, setting.secret(), notes);
        }
        Bundle.Setting old = now.values().get(name);
        if (old != null && !old.fromSecret() && old.json().equals(setting.json())) {
            return new Replacement.Target(setting.hidden(), content(Kind.VALUE, name), null, notes);
        }
        Value fresh = new Value(app, new Json(setting.json()));
        newValues.add(fresh);
        return new Replacement.Target(setting.hidden(), fresh.ref(), null, notes);
    }

    private ContentRef columns(ObjectId app, String name, Map<Column, String> columns) {
        if (columns.equals(now.environment().get(name))) {
            return content(Kind.ENVIRONMENT_VALUE, name);
        }
        Map<String, Json> byTag = new LinkedHashMap<>();
        columns.forEach((column, json) -> byTag.put(column.key(), new Json(json)));
        EnvironmentValue fresh = new EnvironmentValue(app, byTag);
        newColumns.add(fresh);
        return fresh.ref();
    }

    private ContentRef part(ObjectId app, String path, byte[] data) {
        byte[] old = now.parts().get(path);
        if (old != null && Arrays.equals(old, data)) {
            return content(Kind.FILE, path);
        }
        KeptFile fresh = new KeptFile(app, data);
        newParts.add(fresh);
        return fresh.ref();
    }

    private ContentRef content(Kind kind, String name) {
        return Objects.requireNonNull(
                Objects.requireNonNull(view.find(kind, name)).content());
    }

    /** The differences between a bundle and the result of the upload, one per file or secret. */
    List<String> differences(App app, Bundle before) {
        List<String> diffs = new ArrayList<>(Comparison.of(new Files(app, Layout.V20210101, false), before, next));
        Set<String> secrets = new TreeSet<>(upload.secrets().keySet());
        secrets.addAll(upload.bundle().notes().secrets().keySet());
        secrets.forEach(name -> {
            List<String> changes = changes(name);
            if (!changes.isEmpty()) {
                diffs.add(Kind.SECRET.label() + " \"" + name + "\": " + String.join(", ", changes));
            }
        });
        return diffs;
    }

    /** What the upload changes of a secret. */
    private List<String> changes(String secret) {
        Entry old = view.find(Kind.SECRET, secret);
        boolean written = upload.secrets().containsKey(secret);
        if (old == null) {
            return written ? List.of("created") : List.of();
        }
        List<String> changes = new ArrayList<>(written ? List.of("content changed") : List.of());
        Notes notes = upload.bundle().notes().secrets().getOrDefault(secret, old.notes());
        changes.addAll(Difference.notes(old.notes(), notes));
        return changes;
    }

    /** Whether nothing changes. An empty file in place of none is nothing by itself. */
    boolean isNothing(App app) {
        return upload.secrets().isEmpty()
                && (replacement(Map.of()).apply(view).isEmpty()
                        || differences(app, now).isEmpty());
    }

    /** The edit, with these contents for its secrets. */
    Replacement replacement(Map<String, Replacement.NewSecret> secrets) {
        Map<String, Notes> secretNotes = upload.bundle().notes().secrets();
        return new Replacement(upload.bundle().tag(), values, environment, parts, secrets, secretNotes, time);
    }

    /** Placeholders for secrets that are not sealed yet. */
    Map<String, Replacement.NewSecret> placeholders() {
        Map<String, Replacement.NewSecret> sealed = new TreeMap<>();
        upload.secrets().keySet().forEach(name -> {
            Entry old = view.find(Kind.SECRET, name);
            sealed.put(
                    name,
                    new Replacement.NewSecret(
                            old == null ? new ObjectId() : old.id(), new ContentRef(new ObjectId(), Hash.of())));
        });
        return sealed;
    }

    Bundle now() {
        return now;
    }

    View view() {
        return view;
    }

    Upload upload() {
        return upload;
    }

    List<Value> newValues() {
        return newValues;
    }

    List<EnvironmentValue> newColumns() {
        return newColumns;
    }

    List<KeptFile> newParts() {
        return newParts;
    }
}
