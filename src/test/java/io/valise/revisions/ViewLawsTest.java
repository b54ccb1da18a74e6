package io.valise.revisions;

import static io.valise.revisions.Configurations.byId;
import static io.valise.revisions.Configurations.facts;
import static org.assertj.core.api.Assertions.assertThat;

import io.valise.revisions.Configurations.Numbered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Laws of how a configuration changes, each checked on many seeded configurations. */
class ViewLawsTest {
    private static final ObjectId APP = new ObjectId();

    @Test
    void a_revision_has_unique_names_and_no_dangling_links() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered revision = some.revision(30);
            for (int i = 0; i < 20; i++) {
                revision = Objects.requireNonNull(revision.after(some.changes(revision.view(), 6)));
                assertWhole(revision.view());
            }
        });
    }

    @Test
    void changes_made_on_a_view_never_conflict_with_it() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(20);
            ChangeSet changes = some.changes(base.view(), 10);
            Numbered after = base.after(changes);
            assertThat(after).isNotNull();
            assertThat(facts(after.view())).isEqualTo(facts(base.view().with(changes)));
        });
    }

    @Test
    void two_change_sets_in_a_row_equal_their_merge() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            View view = some.revision(20).view();
            ChangeSet first = some.changes(view, 8);
            ChangeSet second = some.changes(view.with(first), 8);
            assertSame(view.with(first.then(second)), view.with(first).with(second));
        });
    }

    @Test
    void a_view_changes_like_a_map() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(40);
            // Made on another view of the same app, so that names collide.
            Numbered elsewhere = base.after(some.changes(base.view(), 10));
            ChangeSet changes = some.changes(base.view(), 10).stamped(base.number() + 2, null);
            View before = elsewhere.view();

            Map<ObjectId, Entry> model = byId(before);
            changes.items().forEach(change -> put(model, change));
            Set<ObjectId> touched = touched(changes);
            for (Change change : changes.items()) {
                Entry winner = change.after();
                model.values()
                        .removeIf(
                                entry -> winner != null && isNamesake(entry, winner) && !touched.contains(entry.id()));
            }

            View after = before.with(changes);
            assertThat(byId(after)).isEqualTo(model);
            assertThat(after.tag())
                    .isEqualTo(
                            changes.tag() == null
                                    ? before.tag()
                                    : changes.tag().after().value());
            assertIndexed(after);
        });
    }

    @Test
    void the_changes_to_another_view_are_the_differences_and_lead_to_it() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(40);
            // Few changes and many: a view with few is updated change by change, one with many is indexed anew.
            View before = base.staged(some.changes(base.view(), 6));
            View after = base.staged(some.changes(base.view(), seed % 2 == 0 ? 6 : 200));

            ChangeSet changes = before.changesTo(after);
            assertThat(changes.items().stream().collect(Collectors.toMap(Change::id, change -> change)))
                    .isEqualTo(differences(byId(before), byId(after)));
            assertSame(before.with(changes), after);
            assertThat(changes.items())
                    .isSortedAccordingTo(java.util.Comparator.comparing(
                                    (Change change) -> change.item().kind())
                            .thenComparing(change -> change.item().name()));
        });
    }

    @Test
    void a_view_moved_to_another_tree_is_the_view_of_that_tree() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(40);
            View before = base.staged(some.changes(base.view(), 6));
            View after = base.staged(some.changes(base.view(), seed % 2 == 0 ? 6 : 200));
            View moved = before.moved(after.tagState(), after.tree());
            assertSame(moved, after);
            assertSame(moved, View.of(after.tagState(), EntryTree.of(after.entries())));
        });
    }

    @Test
    void drafts_on_disjoint_items_deploy_in_any_order() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(25);
            ChangeSet mine = some.changes(base.view(), 5);
            ChangeSet yours = some.changes(base.view(), 5);
            Numbered mineFirst = base.after(mine).after(yours);
            Numbered yoursFirst = base.after(yours).after(mine);
            assertThat(mineFirst == null).isEqualTo(yoursFirst == null);
            if (mineFirst != null) {
                assertThat(facts(mineFirst.view())).isEqualTo(facts(yoursFirst.view()));
                assertWhole(mineFirst.view());
            }
        });
    }

    @Test
    void two_drafts_that_touch_one_item_conflict_and_the_item_is_named() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(10);
            ChangeSet mine = some.changes(base.view(), 6);
            ChangeSet yours = some.changes(base.view(), 6);
            Set<String> shared = keys(mine);
            shared.retainAll(keys(yours));
            if (!shared.isEmpty()) {
                Next next = base.after(mine).next(yours);
                assertThat(next).isInstanceOf(Next.Conflict.class);
                assertThat(((Next.Conflict) next).items())
                        .extracting(Next.Item::key)
                        .containsAll(shared);
            }
        });
    }

    @Test
    void a_draft_that_deletes_a_secret_conflicts_with_one_that_links_to_it() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Entry secret = Entry.first(some.id(), Kind.SECRET, "key", new ContentRef(some.id(), Hash.of()), 1);
            Numbered base = Objects.requireNonNull(some.revision(20).after(ChangeSet.of(Change.create(secret))));
            ChangeSet deletion = base.view()
                    .relinking(ChangeSet.of(
                            Change.remove(Objects.requireNonNull(base.view().get(secret.id())))));
            ChangeSet link = ChangeSet.of(
                    Change.create(Entry.empty(some.id(), Kind.VALUE, "link", 1).linkedTo(secret.id(), 1)));
            for (List<ChangeSet> order : List.of(List.of(deletion, link), List.of(link, deletion))) {
                Next next = base.after(order.get(0)).next(order.get(1));
                assertThat(next).isInstanceOf(Next.Conflict.class);
                assertThat(((Next.Conflict) next).items())
                        .extracting(Next.Item::id)
                        .containsExactly(order.get(1).items().get(0).id());
            }
        });
    }

    @Test
    void a_draft_shows_its_owner_unique_names_even_where_it_conflicts() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(10);
            Numbered theirs = base.after(some.changes(base.view(), 8));
            ChangeSet mine = some.changes(base.view(), 8);
            View seen = theirs.view().with(mine);
            assertIndexed(seen);
            mine.items().forEach(change -> assertThat(seen.get(change.id())).isEqualTo(change.after()));
        });
    }

    @Test
    void creating_and_removing_an_item_in_a_draft_leaves_no_trace() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            View view = some.revision(10).view();
            Entry passing = some.entry(Kind.FILE, "passing");
            ChangeSet both = ChangeSet.of(Change.create(passing)).then(ChangeSet.of(Change.remove(passing)));
            assertThat(both.isEmpty()).isTrue();
            assertSame(view.with(both), view);
        });
    }

    /** The state of an item, as its ETag identifies it. */
    private record State(
            ObjectId id,
            String name,
            boolean hidden,
            @Nullable Hash content,
            @Nullable ObjectId secret,
            @Nullable String linked,
            Notes notes) {
        static State of(View view, Entry entry) {
            return new State(
                    entry.id(),
                    entry.name(),
                    entry.hidden(),
                    entry.hash(),
                    entry.secret(),
                    view.linkedName(entry),
                    entry.notes());
        }
    }

    @Test
    void items_have_the_same_etag_if_and_only_if_they_are_in_the_same_state() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(20);
            Map<Object, String> tags = new HashMap<>();
            Map<String, Object> states = new HashMap<>();
            // Several histories from one revision, with few contents, so that many reach the same state in different
            // ways.
            for (int history = 0; history < 4; history++) {
                Numbered revision = base;
                for (int i = 0; i < 15; i++) {
                    View view = revision.view();
                    view.entries()
                            .forEach(entry -> assertOneEach(State.of(view, entry), view.etag(entry), tags, states));
                    assertOneEach(view.tag(), view.tagEtag(), tags, states);
                    revision = Objects.requireNonNull(revision.after(some.changes(view, 3)));
                }
            }
            assertThat(tags).hasSameSizeAs(states);
        });
    }

    private static void assertOneEach(Object state, String tag, Map<Object, String> tags, Map<String, Object> states) {
        assertThat(tags.merge(state, tag, (known, now) -> known))
                .as("the tag of %s", state)
                .isEqualTo(tag);
        assertThat(states.merge(tag, state, (known, now) -> known)).isEqualTo(state);
    }

    private static void put(Map<ObjectId, Entry> model, Change change) {
        if (change.after() == null) {
            model.remove(change.id());
        } else {
            model.put(change.id(), change.after());
        }
    }

    private static boolean isNamesake(Entry one, Entry other) {
        return one.kind() == other.kind()
                && one.name().equals(other.name())
                && !one.id().equals(other.id());
    }

    private static Map<ObjectId, Change> differences(Map<ObjectId, Entry> before, Map<ObjectId, Entry> after) {
        Map<ObjectId, Change> differences = new HashMap<>();
        Stream.concat(before.keySet().stream(), after.keySet().stream()).forEach(id -> {
            if (!Objects.equals(before.get(id), after.get(id))) {
                differences.put(id, new Change(before.get(id), after.get(id)));
            }
        });
        return differences;
    }

    private static Set<ObjectId> touched(ChangeSet changes) {
        return changes.items().stream().map(Change::id).collect(Collectors.toCollection(HashSet::new));
    }

    /** The keys of what a change set touches, as in conflicts. */
    private static Set<String> keys(ChangeSet changes) {
        Set<String> keys = touched(changes).stream().map(ObjectId::toHexString).collect(Collectors.toSet());
        if (changes.tag() != null) {
            keys.add(Next.Item.ENVIRONMENT);
        }
        return keys;
    }

    private static void assertSame(View one, View other) {
        assertThat(byId(one)).isEqualTo(byId(other));
        assertThat(one.tag()).isEqualTo(other.tag());
        assertThat(one.tree().root(APP)).isEqualTo(other.tree().root(APP));
        assertIndexed(one);
        assertIndexed(other);
    }

    static void assertWhole(View view) {
        assertIndexed(view);
        for (Entry value : view.entries(Kind.VALUE)) {
            if (value.secret() != null) {
                assertThat(view.get(value.secret())).isNotNull();
                assertThat(value.missing()).isNull();
            }
            if (value.missing() != null) {
                assertThat(view.find(Kind.SECRET, value.missing())).isNull();
            }
        }
    }

    /** Names are unique, and look-ups by name and by link find the same as a walk over all entries. */
    static void assertIndexed(View view) {
        List<Entry> all = new ArrayList<>();
        view.tree().forEach(all::add);
        assertThat(view.entries()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(view.size()).isEqualTo(all.size());
        Set<String> names = new HashSet<>();
        for (Entry entry : all) {
            assertThat(names.add(entry.kind() + "/" + entry.name())).isTrue();
            assertThat(view.get(entry.id())).isEqualTo(entry);
            assertThat(view.find(entry.kind(), entry.name())).isEqualTo(entry);
        }
        for (Entry secret : view.entries(Kind.SECRET)) {
            assertThat(view.linksTo(secret))
                    .containsExactlyInAnyOrderElementsOf(all.stream()
                            .filter(value -> secret.id().equals(value.secret()))
                            .toList());
        }
        all.stream().map(Entry::missing).filter(Objects::nonNull).forEach(name -> {
            ChangeSet found = view.relinking(ChangeSet.of(Change.create(
                    Entry.first(new ObjectId(), Kind.SECRET, name, new ContentRef(new ObjectId(), Hash.of()), 1))));
            assertThat(touched(found))
                    .containsAll(all.stream()
                            .filter(value -> name.equals(value.missing()))
                            .map(Entry::id)
                            .toList());
        });
    }
}
