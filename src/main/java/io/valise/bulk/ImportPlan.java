package io.valise.bulk;

import static java.util.Objects.requireNonNull;

import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Entry;
import io.valise.revisions.Hash;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bson.types.ObjectId;

/**
 * The changes that an import makes to a configuration, sorted by name. Pure. Two plans are equal if they make the same
 * changes to the same items in the same state, so contents written for one can be used for the other.
 */
public record ImportPlan(List<String> created, List<Entry> updated, List<Entry> removed, List<Entry> unchanged) {
    /**
     * Plans an import.
     *
     * @param same the ids of the entries whose content equals the imported one
     * @param replace whether to remove the items whose name is not imported, if the kind allows that
     */
    static ImportPlan of(View view, ImportKind<?> kind, Set<String> names, Set<ObjectId> same, boolean replace) {
        SortedSet<String> created = new TreeSet<>(names);
        ImportPlan plan = new ImportPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Entry entry : view.entries(kind.kind())) {
            if (created.remove(entry.name())) {
                (isSame(entry, same) ? plan.unchanged : plan.updated).add(entry);
            } else if (replace && kind.removes(entry)) {
                plan.removed.add(entry);
            }
        }
        plan.created.addAll(created);
        return plan;
    }

    private static boolean isSame(Entry entry, Set<ObjectId> same) {
        return !entry.fromSecret() && same.contains(entry.id());
    }

    boolean isEmpty() {
        return created.isEmpty() && updated.isEmpty() && removed.isEmpty();
    }

    /** Returns the contents to write, by name: those of created and updated items. */
    <C> Map<String, ImportKind.Written<C>> contents(Map<String, C> body) {
        Map<String, ImportKind.Written<C>> contents = new HashMap<>();
        for (String name : created) {
            contents.put(
                    name, new ImportKind.Written<>(new ObjectId(), new ObjectId(), requireNonNull(body.get(name))));
        }
        for (Entry entry : updated) {
            contents.put(
                    entry.name(),
                    new ImportKind.Written<>(entry.id(), new ObjectId(), requireNonNull(body.get(entry.name()))));
        }
        return contents;
    }

    /** Returns placeholders for contents that are not written yet, by content id. */
    static Map<ObjectId, ContentRef> unwritten(Collection<? extends ImportKind.Written<?>> contents) {
        Map<ObjectId, ContentRef> refs = new HashMap<>();
        contents.forEach(content -> refs.put(content.id(), new ContentRef(content.id(), Hash.of())));
        return refs;
    }

    /**
     * Returns the change set.
     *
     * @param written the {@link #contents}, which are stored by now
     * @param refs the references of entries to them, by content id
     */
    ChangeSet changes(
            Kind kind, Map<String, ? extends ImportKind.Written<?>> written, Map<ObjectId, ContentRef> refs, long now) {
        List<Change> changes = new ArrayList<>();
        for (String name : created) {
            ImportKind.Written<?> first = requireNonNull(written.get(name));
            changes.add(
                    Change.create(Entry.first(first.item(), kind, name, requireNonNull(refs.get(first.id())), now)));
        }
        for (Entry entry : updated) {
            ObjectId content = requireNonNull(written.get(entry.name())).id();
            changes.add(Change.update(entry, entry.withContent(requireNonNull(refs.get(content)), now)));
        }
        removed.forEach(entry -> changes.add(Change.remove(entry)));
        return ChangeSet.of(changes);
    }

    ImportResult result() {
        return new ImportResult(created, names(updated), names(removed), names(unchanged));
    }

    private static List<String> names(List<Entry> entries) {
        return entries.stream().map(Entry::name).toList();
    }
}
