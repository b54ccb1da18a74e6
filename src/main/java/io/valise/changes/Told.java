package io.valise.changes;

import io.valise.audit.AuditEntry.Item;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Describes a change set for the audit: the changed items by id and name, and how they changed. Never a content. */
final class Told {
    /** Items per audit entry. A larger change is still one revision, whose diff names all items. */
    private static final int MOST = 100;

    private Told() {}

    static List<Item> items(ChangeSet changes) {
        List<Item> items = new ArrayList<>();
        changes.items().stream().limit(MOST).map(Told::item).forEach(items::add);
        ChangeSet.TagChange tag = changes.tag();
        if (tag != null) {
            items.add(new Item("updated", "environment", null, tag.after().value()));
        }
        return items;
    }

    private static Item item(Change change) {
        Entry item = change.item();
        String what = change.before() == null ? "created" : change.after() == null ? "removed" : "updated";
        return new Item(
                what, item.kind().name().toLowerCase(Locale.ROOT), item.id().toHexString(), item.name());
    }
}
