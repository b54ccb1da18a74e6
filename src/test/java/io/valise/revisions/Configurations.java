package io.valise.revisions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.bson.types.ObjectId;

/** Seeded configurations and changes: small names on purpose, so that they collide. */
final class Configurations {
    private static final String[] TAGS = {"", "development", "testing", "qa", "production"};

    private final Random random;
    private long now = 1_000;

    Configurations(long seed) {
        this.random = new Random(seed);
    }

    View view(int entries) {
        View view = View.of(pick(TAGS), List.of());
        for (int i = 0; i < entries; i++) {
            view = view.with(change(view));
        }
        return view;
    }

    /** Up to {@code size} changes, each made on the view with the earlier ones applied, as a draft's are. */
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
        return ChangeSet.of(Change.update(entry, content(view, entry)));
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
        ObjectId id = id();
        return new ContentRef(id, Hash.of(id.toByteArray()));
    }

    private String name() {
        return String.valueOf((char) ('a' + random.nextInt(12)));
    }

    private ObjectId id() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return new ObjectId(bytes);
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    /** What two views must agree on to be the same. */
    static List<Object> facts(View view) {
        List<Object> facts = new ArrayList<>(view.entries());
        facts.sort(Comparator.comparing(Object::toString));
        facts.add(view.tag());
        return facts;
    }
}
