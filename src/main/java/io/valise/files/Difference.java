package io.valise.files;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.apps.App;
import io.valise.revisions.Change;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Notes;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The differences between two configurations of an app, in readable form. Reads only the contents that differ. */
@ApplicationScoped
public class Difference {
    @Inject
    Bundles bundles;

    /** Returns a unified diff for each file, and a line without the content for each secret. */
    public Uni<List<String>> between(App app, View before, View after) {
        List<Change> changes = before.changesTo(after).items();
        return Uni.combine()
                .all()
                .unis(
                        bundles.read(app.id, before, shown(before, changes, Change::before)),
                        bundles.read(app.id, after, shown(after, changes, Change::after)))
                .asTuple()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(both -> {
                    Files files = new Files(app, Layout.V20210101, false);
                    List<String> diffs = new ArrayList<>(Comparison.of(
                            files,
                            both.getItem1().withNotes(NotesFile.of(before)),
                            both.getItem2().withNotes(NotesFile.of(after))));
                    diffs.addAll(secrets(changes));
                    return diffs;
                });
    }

    /**
     * Returns the entries that differ and those that appear with them in a file: environment values share files, the
     * unknown fields of a value are kept separately, and the name of a secret is in the values that link to it.
     */
    private static Collection<Entry> shown(View view, List<Change> changes, Function<Change, @Nullable Entry> side) {
        Set<Entry> shown = new LinkedHashSet<>();
        for (Change change : changes) {
            Entry entry = side.apply(change);
            if (entry != null) {
                shown.add(entry);
            }
            if (change.item().kind() == Kind.SECRET) {
                shown.addAll(view.linksTo(change.item()));
            }
        }
        shown.addAll(view.entries(Kind.ENVIRONMENT_VALUE));
        view.entries(Kind.FILE).stream()
                .filter(file -> Bundle.isManaged(file.name()))
                .forEach(shown::add);
        return shown;
    }

    /** Returns a line for each secret that differs. */
    public static List<String> secrets(List<Change> changes) {
        List<String> lines = new ArrayList<>();
        for (Change change : changes) {
            if (change.item().kind() == Kind.SECRET) {
                String what = what(change);
                if (!what.isEmpty()) {
                    lines.add(change.item().label() + ": " + what);
                }
            }
        }
        return lines;
    }

    private static String what(Change change) {
        Entry before = change.before();
        Entry after = change.after();
        if (before == null) {
            return "created";
        }
        if (after == null) {
            return "deleted";
        }
        List<String> changes = new ArrayList<>();
        if (!before.name().equals(after.name())) {
            changes.add("renamed from \"" + before.name() + "\"");
        }
        if (change.changesContent()) {
            changes.add("content changed");
        }
        changes.addAll(notes(before.notes(), after.notes()));
        return String.join(", ", changes);
    }

    /** Returns what differs, without the notes themselves, since those of a secret without links are in no file. */
    public static List<String> notes(Notes before, Notes after) {
        List<String> changes = new ArrayList<>();
        if (!before.note().equals(after.note())) {
            changes.add("note changed");
        }
        if (!before.tags().equals(after.tags())) {
            changes.add("tags changed");
        }
        return changes;
    }
}
