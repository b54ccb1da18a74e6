package io.valise.files;

import io.valise.json.Tree;
import io.valise.revisions.EntityName;
import io.valise.revisions.Notes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the file of notes. Refuses unknown fields, so that nothing is lost unnoticed. */
final class NotesIntake {
    private final NotesFile notes;
    private final Problems problems;

    /** Adds to these notes and problems. */
    NotesIntake(NotesFile notes, Problems problems) {
        this.notes = notes;
        this.problems = problems;
    }

    void read(Tree tree) {
        Map<String, Tree> kinds = fields("", tree, NotesFile.VALUES, NotesFile.SECRETS);
        items(NotesFile.VALUES, kinds.get(NotesFile.VALUES), notes.values());
        items(NotesFile.SECRETS, kinds.get(NotesFile.SECRETS), notes.secrets());
    }

    private void items(String kind, @Nullable Tree tree, Map<String, Notes> into) {
        if (tree == null) {
            return;
        }
        if (!(tree instanceof Tree.Fields items)) {
            add(kind, "must be an object");
            return;
        }
        int number = 0;
        for (Map.Entry<String, Tree> item : items.map().entrySet()) {
            number++;
            String name = item.getKey();
            if (EntityName.Rule.canBeShown(name)) {
                into.put(name, item(kind + "." + name, item.getValue()));
            } else {
                String shown = Problems.canShowName(name) ? "\"" + name + "\"" : "of item " + number;
                add(kind + ": the name " + shown, String.valueOf(EntityName.Rule.broken(name)));
            }
        }
    }

    private Notes item(String place, Tree tree) {
        Map<String, Tree> fields = fields(place, tree, NotesFile.NOTE, NotesFile.TAGS);
        return Notes.of(
                note(place + "." + NotesFile.NOTE, fields.get(NotesFile.NOTE)),
                tags(place + "." + NotesFile.TAGS, fields.get(NotesFile.TAGS)));
    }

    private String note(String place, @Nullable Tree tree) {
        if (tree == null) {
            return "";
        }
        String note = Intake.text(tree);
        String broken = note == null ? "must be a string" : Notes.brokenByNote(note);
        if (broken != null) {
            add(place, broken);
        }
        return Objects.requireNonNullElse(note, "");
    }

    private List<String> tags(String place, @Nullable Tree tree) {
        if (tree == null) {
            return List.of();
        }
        if (!(tree instanceof Tree.Items items)) {
            add(place, "must be an array of strings");
            return List.of();
        }
        List<@Nullable String> tags = new ArrayList<>();
        items.list().forEach(tag -> tags.add(Intake.text(tag)));
        String broken = Notes.brokenByTags(tags);
        if (broken != null) {
            add(place, broken);
            return List.of();
        }
        return tags.stream().map(Objects::requireNonNull).toList();
    }

    /** Returns the fields of an object without those that are null. Reports other fields than these two. */
    private Map<String, Tree> fields(String place, Tree tree, String one, String other) {
        if (!(tree instanceof Tree.Fields fields)) {
            add(place, "must be an object");
            return Map.of();
        }
        Map<String, Tree> known = new LinkedHashMap<>(fields.map());
        known.values().removeIf(field -> field == Tree.Literal.NULL);
        if (known.keySet().retainAll(List.of(one, other))) {
            add(place, "must have no fields but " + one + " and " + other);
        }
        return known;
    }

    private void add(String place, String rule) {
        if (place.isEmpty()) {
            problems.add(NotesFile.PATH, rule);
        } else {
            problems.add(NotesFile.PATH, place, rule);
        }
    }
}
