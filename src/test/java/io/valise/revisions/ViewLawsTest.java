package io.valise.revisions;

import static io.valise.revisions.Configurations.facts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of how a configuration changes, each over many seeded configurations. */
class ViewLawsTest {
    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_revision_has_unique_names_and_no_link_into_the_void(long seed) {
        Configurations some = new Configurations(seed);
        View view = some.view(30);
        for (int i = 0; i < 20; i++) {
            view = ((Next.State) view.next(some.changes(view, 6))).view();
            assertWhole(view);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void changes_made_on_a_view_never_conflict_with_it(long seed) {
        Configurations some = new Configurations(seed);
        View view = some.view(20);
        ChangeSet changes = some.changes(view, 10);
        assertThat(view.next(changes)).isInstanceOf(Next.State.class);
        assertThat(facts(((Next.State) view.next(changes)).view())).isEqualTo(facts(view.with(changes)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void two_change_sets_in_a_row_are_the_same_as_their_sum(long seed) {
        Configurations some = new Configurations(seed);
        View view = some.view(20);
        ChangeSet first = some.changes(view, 8);
        ChangeSet second = some.changes(view.with(first), 8);
        assertThat(facts(view.with(first.then(second))))
                .isEqualTo(facts(view.with(first).with(second)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drafts_on_disjoint_items_deploy_in_any_order(long seed) {
        Configurations some = new Configurations(seed);
        View base = some.view(25);
        ChangeSet mine = some.changes(base, 5);
        ChangeSet yours = some.changes(base, 5);
        Next mineFirst = thenNext(base, mine, yours);
        Next yoursFirst = thenNext(base, yours, mine);
        assertThat(mineFirst.getClass()).isEqualTo(yoursFirst.getClass());
        if (mineFirst instanceof Next.State one && yoursFirst instanceof Next.State other) {
            assertThat(facts(one.view())).isEqualTo(facts(other.view()));
            assertWhole(one.view());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void two_drafts_that_touch_one_item_conflict_and_the_item_is_named(long seed) {
        Configurations some = new Configurations(seed);
        View base = some.view(10);
        ChangeSet mine = some.changes(base, 6);
        ChangeSet yours = some.changes(base, 6);
        Set<ObjectId> shared = new HashSet<>(touched(mine));
        shared.retainAll(touched(yours));
        if (shared.isEmpty()) {
            return;
        }
        View afterMine = base.with(mine);
        // Both may have removed and changed nothing of the item in effect only by going through the same entry.
        List<String> names = new ArrayList<>();
        for (Change change : yours.items()) {
            if (shared.contains(change.id()) && !sameEffect(afterMine, change)) {
                names.add(change.item().label());
            }
        }
        if (!names.isEmpty()) {
            Next next = afterMine.next(yours);
            assertThat(next).isInstanceOf(Next.Conflict.class);
            assertThat(((Next.Conflict) next).items())
                    .extracting(Next.Item::label)
                    .containsAll(names);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_draft_shows_its_owner_unique_names_even_where_it_conflicts(long seed) {
        Configurations some = new Configurations(seed);
        View base = some.view(10);
        View theirs = base.with(some.changes(base, 8));
        ChangeSet mine = some.changes(base, 8);
        View seen = theirs.with(mine);
        assertUniqueNames(seen);
        for (Change change : mine.items()) {
            if (change.after() != null) {
                assertThat(seen.get(change.id())).isEqualTo(change.after());
            } else {
                assertThat(seen.get(change.id())).isNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_a_draft_creates_and_removes_again_leaves_no_trace(long seed) {
        Configurations some = new Configurations(seed);
        View view = some.view(10);
        Entry passing = Entry.first(new ObjectId(), Kind.FILE, "passing", new ContentRef(new ObjectId(), Hash.of()), 1);
        ChangeSet both = ChangeSet.of(Change.create(passing)).then(ChangeSet.of(Change.remove(passing)));
        assertThat(both.isEmpty()).isTrue();
        assertThat(facts(view.with(both))).isEqualTo(facts(view));
    }

    private static boolean sameEffect(View afterMine, Change yours) {
        Entry now = afterMine.get(yours.id());
        return now != null && now.equals(yours.before());
    }

    private static Next thenNext(View base, ChangeSet first, ChangeSet second) {
        return ((Next.State) base.next(first)).view().next(second);
    }

    private static Set<ObjectId> touched(ChangeSet changes) {
        Set<ObjectId> ids = new HashSet<>();
        changes.items().forEach(change -> ids.add(change.id()));
        return ids;
    }

    private static void assertWhole(View view) {
        assertUniqueNames(view);
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

    private static void assertUniqueNames(View view) {
        Set<String> names = new HashSet<>();
        for (Entry entry : view.entries()) {
            assertThat(names.add(entry.kind() + "/" + entry.name())).isTrue();
            assertThat(view.get(entry.id())).isEqualTo(entry);
        }
        assertThat(view.size()).isEqualTo(names.size());
    }
}
