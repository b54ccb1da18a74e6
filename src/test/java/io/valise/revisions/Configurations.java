package io.valise.revisions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Random configurations and changes from a seed. Names and contents are few, so that they collide. */
final class Configurations {
    private static final String[] TAGS = {"", "development", "testing", "qa", "production"};
    private static final int CONTENTS = 5;

    final Random random;
    private long now = 1_000;

    Configurations(long seed) {
        this.random = new Random(seed);
    }

    /** A revision without a store: its number and its configuration. */
    record Numbered(long number, View view) {
        /** The next revision, as a publication creates it; null if there is a conflict. */
        @Nullable
        Numbered after(ChangeSet changes) {
            return next(changes) instanceof Next.State state ? new Numbered(number + 1, state.view()) : null;
        }

        Next next(ChangeSet changes) {
            return view.next(changes.stamped(number + 1, null));
        }

        /** Changes staged in a draft that was opened on this revision. */
        View staged(ChangeSet changes) {
            return view.with(changes.stamped(number + 1, null));
        }
    }

    /** A revision after some changes, each published on its own. */
    Numbered revision(int changes) {
        Numbered revision = new Numbered(0, View.of(pick(TAGS), List.of()));
        for (int i = 0; i < changes; i++) {
            revision = java.util.Objects.requireNonNull(revision.after(change(revision.view())));
        }
        return revision;
    }

    /** Up to {@code size} changes, each made on the view with the earlier ones applied, as in a draft. */
    ChangeSet changes(View view, int size) {
        ChangeSet all = ChangeSet.NONE;
        for (int i = random.nextInt(size + 1); i > 0; i--) {
            all = all.then(change(view.with(all)));
        }
        return all;
    }

    /** One change that the view allows. */
    ChangeSet change(View view) {
        List<Entry> entries = new ArrayList<>(view.entries());
        int what = random.nextInt(10);
        if (what == 0) {
            return ChangeSet.tag(view, pick(TAGS), now++);
        }
        if (what < 5 || entries.isEmpty()) {
            return create(view);
        }
        Entry entry = entries.get(random.nextInt(entries.size()));
        if (what < 7) {
            return view.relinking(ChangeSet.of(Change.remove(entry)));
        }
        if (what < 8) {
            String name = name();
            return view.find(entry.kind(), name) != null
                    ? ChangeSet.NONE
                    : view.relinking(ChangeSet.of(Change.update(entry, entry.renamed(name, now++))));
        }
        if (random.nextInt(3) == 0) {
            return ChangeSet.of(Change.update(entry, entry.withNotes(notes(), now++)));
        }
        return ChangeSet.of(Change.update(entry, content(view, entry).withHidden(random.nextInt(4) == 0)));
    }

    private ChangeSet create(View view) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        String name = name();
        if (view.find(kind, name) != null) {
            return ChangeSet.NONE;
        }
        Entry entry = Entry.first(id(), kind, name, content(), now++);
        return view.relinking(ChangeSet.of(Change.create(content(view, entry))));
    }

    private Entry content(View view, Entry entry) {
        List<Entry> secrets = new ArrayList<>(view.entries(Kind.SECRET));
        return entry.kind() == Kind.VALUE && !secrets.isEmpty() && random.nextBoolean()
                ? entry.linkedTo(secrets.get(random.nextInt(secrets.size())).id(), now++)
                : entry.withContent(content(), now++);
    }

    private ContentRef content() {
        return new ContentRef(id(), Hash.of(new byte[] {(byte) random.nextInt(CONTENTS)}));
    }

    private String name() {
        return String.valueOf((char) ('a' + random.nextInt(12)));
    }

    ObjectId id() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return new ObjectId(bytes);
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    /** Entries of every kind with unique names, and with every field set or not. */
    List<Entry> entries(int count) {
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(entry(Kind.values()[random.nextInt(Kind.values().length)], "n" + i));
        }
        return entries;
    }

    /** An entry with some fields set and some not. */
    Entry entry(Kind kind, String name) {
        return new Entry(
                id(),
                kind,
                name,
                random.nextBoolean() ? content() : null,
                random.nextInt(1_000),
                now++,
                random.nextBoolean() ? id() : null,
                random.nextBoolean() ? "missing-" + name() : null,
                random.nextBoolean(),
                random.nextBoolean() ? id() : null,
                notes());
    }

    private Notes notes() {
        String note = random.nextBoolean() ? "" : "note äß\n\t\uD83D\uDCBC " + name();
        return Notes.of(note, random.nextBoolean() ? List.of() : List.of(name(), name() + ".2"));
    }

    /** A changed state of the same item. */
    Entry changed(Entry entry) {
        return entry.withContent(content(), now++).stamped(entry.version() + 1, null);
    }

    <T> List<T> shuffled(Collection<T> of) {
        List<T> all = new ArrayList<>(of);
        Collections.shuffle(all, random);
        return all;
    }

    /** The same changes, split into several steps. */
    List<Map<ObjectId, @Nullable Entry>> parts(Map<ObjectId, @Nullable Entry> changes) {
        List<Map<ObjectId, @Nullable Entry>> parts = new ArrayList<>();
        int size = 1 + random.nextInt(Math.max(1, changes.size()));
        changes.forEach((id, after) -> {
            if (parts.isEmpty() || parts.get(parts.size() - 1).size() >= size) {
                parts.add(new HashMap<>());
            }
            parts.get(parts.size() - 1).put(id, after);
        });
        return parts;
    }

    /** The entries by public id. */
    static Map<ObjectId, Entry> byId(View view) {
        Map<ObjectId, Entry> entries = new HashMap<>();
        view.entries().forEach(entry -> entries.put(entry.id(), entry));
        return entries;
    }

    /** What must be equal in two views with the same content, whichever revision wrote it. */
    static List<Object> facts(View view) {
        List<Object> facts = new ArrayList<>();
        view.entries().forEach(entry -> facts.add(entry.stamped(0, null)));
        facts.add(view.tag());
        return facts;
    }
}
