package io.valise.revisions;

import static io.valise.revisions.Configurations.facts;
import static org.assertj.core.api.Assertions.assertThat;

import io.valise.errors.ApiException;
import io.valise.revisions.Configurations.Numbered;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Laws of concurrent drafts, by the pure rules: whatever several users do in whatever order, the first to deploy wins,
 * and nobody's deployed change is overwritten by somebody who had not seen it.
 */
class DraftLawsTest {
    private static final ObjectId APP = new ObjectId();
    private static final int USERS = 3;
    private static final int STEPS = 120;

    /** A user's draft, and what its owner has seen. */
    private static final class Draft {
        Numbered base;
        View own;
        /**
         * The version of each item as last seen by the owner, at the base or in a decision; absent if there was none.
         */
        final Map<ObjectId, Long> seen = new HashMap<>();

        long seenTag;

        Draft(Numbered base) {
            this.base = base;
            this.own = base.view();
            see(base.view());
        }

        void see(View view) {
            seen.clear();
            view.entries().forEach(entry -> seen.put(entry.id(), entry.version()));
            seenTag = view.tagState().version();
        }

        ChangeSet changes() {
            return base.view().changesTo(own);
        }

        Rebase rebase(Numbered newest) {
            return new Rebase(own, changes(), newest.view());
        }

        void moveTo(Numbered newest, ChangeSet moved) {
            own = newest.staged(moved);
            base = newest;
            see(newest.view());
        }
    }

    /** How conflicts are decided. */
    private record Decisions(Set<String> mine, Set<String> theirs) {
        static Decisions random(List<Next.Item> conflicts, Random random) {
            Decisions decisions = new Decisions(new HashSet<>(), new HashSet<>());
            conflicts.stream()
                    .map(Next.Item::key)
                    .distinct()
                    .sorted()
                    .forEach(key -> (random.nextBoolean() ? decisions.mine : decisions.theirs).add(key));
            return decisions;
        }

        /** Whether the conflict about a taken name was decided as mine. */
        boolean takes(Entry holder) {
            return mine.contains("name:" + holder.kind().key() + ":" + holder.name());
        }
    }

    /** An app and its users. */
    private static final class World {
        final Configurations some;
        final Random random;
        final Draft[] drafts = new Draft[USERS];
        Numbered newest;
        int deployed;
        int refused;
        int decided;

        World(long seed) {
            some = new Configurations(seed);
            random = some.random;
            newest = some.revision(15);
        }

        void step() {
            int user = random.nextInt(USERS);
            Draft draft = drafts[user];
            if (draft == null) {
                if (random.nextInt(3) == 0) {
                    drafts[user] = new Draft(newest);
                } else {
                    changeAtOnce();
                }
                return;
            }
            switch (random.nextInt(8)) {
                case 0, 1 -> deploy(user, draft);
                case 2, 3 -> rebase(draft);
                case 4 -> drafts[user] = random.nextInt(4) == 0 ? null : draft;
                default ->
                    draft.own = draft.own.with(some.changes(draft.own, 3).stamped(draft.base.number() + 1, null));
            }
            ViewLawsTest.assertWhole(draft.own);
        }

        private void changeAtOnce() {
            Numbered after = newest.after(some.changes(newest.view(), 3));
            assertThat(after)
                    .as("a change made on the newest revision has no conflict")
                    .isNotNull();
            publish(after);
        }

        /** Deploys like {@code Drafts}. */
        private void deploy(int user, Draft draft) {
            ChangeSet changes = draft.changes();
            ChangeSet linked = newest.view().next(changes) instanceof Next.State
                    ? newest.view().relinking(changes)
                    : changes;
            Numbered after = newest.after(linked);
            if (after == null) {
                refused++;
                return;
            }
            deployed++;
            assertNothingUnseenIsOverwritten(draft, newest.view(), after.view());
            publish(after);
            drafts[user] = null;
        }

        private void publish(Numbered after) {
            ViewLawsTest.assertWhole(after.view());
            newest = after;
        }

        /** Rebases like {@code Rebases}, with random decisions. */
        private void rebase(Draft draft) {
            Rebase rebase = draft.rebase(newest);
            List<Next.Item> conflicts = rebase.conflicts();
            Decisions decisions = Decisions.random(conflicts, random);
            ChangeSet moved;
            try {
                moved = rebase.moved(decisions.mine, decisions.theirs);
            } catch (ApiException contradictory) {
                assertThat(isContradictory(draft, decisions) || bringsBackAnEmptySecret(draft, decisions))
                        .isTrue();
                refused++;
                return;
            }
            assertThat(isContradictory(draft, decisions) || bringsBackAnEmptySecret(draft, decisions))
                    .isFalse();
            decided += conflicts.size();
            Draft before = new Draft(draft.base);
            before.own = draft.own;
            Map<ObjectId, Long> seen = Map.copyOf(draft.seen);
            draft.moveTo(newest, moved);
            assertRebased(before, seen, draft, decisions);
            assertThat(newest.next(draft.changes()))
                    .as("a rebased draft has no conflict")
                    .isInstanceOf(Next.State.class);
            assertThat(draft.rebase(newest).conflicts()).isEmpty();
        }

        /**
         * The draft differs from the newest revision only where its owner has changed something, and nobody else has or
         * it was decided as mine.
         */
        private void assertRebased(Draft before, Map<ObjectId, Long> seen, Draft draft, Decisions decisions) {
            View now = newest.view();
            for (Change change : now.changesTo(draft.own).items()) {
                Entry theirs = change.before();
                Long known = seen.get(change.id());
                boolean wasSeen = Objects.equals(known, theirs == null ? null : theirs.version());
                assertThat(wasSeen
                                || decisions.mine.contains(change.id().toHexString())
                                || (theirs != null && decisions.takes(theirs))
                                || isOnlyLinked(now, theirs, draft.own, change.after()))
                        .as("%s -> %s by others is overwritten unseen", theirs, change.after())
                        .isTrue();
            }
            for (String key : decisions.theirs) {
                if (ObjectId.isValid(key)) {
                    ObjectId id = new ObjectId(key);
                    assertSameOrLinked(now, now.get(id), draft.own, draft.own.get(id), "decided as theirs");
                }
            }
            Set<ObjectId> dropped = dropped(before, decisions);
            for (Change change : before.changes().items()) {
                if (!dropped.contains(change.id())) {
                    assertSameOrLinked(
                            before.own,
                            drafted(change, now.get(change.id())),
                            draft.own,
                            draft.own.get(change.id()),
                            "not decided as theirs");
                }
            }
        }

        /** Whether an item was decided to keep its name, although another kept change takes that name. */
        private boolean isContradictory(Draft draft, Decisions decisions) {
            Set<ObjectId> dropped = dropped(draft, decisions);
            return draft.changes().items().stream()
                    .filter(change -> !dropped.contains(change.id()) && change.after() != null)
                    .map(change -> newest.view()
                            .find(change.item().kind(), change.item().name()))
                    .anyMatch(holder -> holder != null && dropped.contains(holder.id()));
        }

        /** A draft that does not change a secret's content does not affect it. */
        private static @Nullable Entry drafted(Change change, @Nullable Entry theirs) {
            Entry after = change.after();
            return after != null && theirs != null && theirs.content() != null && change.keepsSecret()
                    ? after.withContent(theirs.content(), after.modified())
                    : after;
        }

        /** Whether a secret that others have deleted is kept, although the draft has no content for it. */
        private boolean bringsBackAnEmptySecret(Draft draft, Decisions decisions) {
            Set<ObjectId> dropped = dropped(draft, decisions);
            return draft.changes().items().stream()
                    .anyMatch(change -> change.keepsSecret()
                            && !dropped.contains(change.id())
                            && newest.view().get(change.id()) == null);
        }

        private Set<ObjectId> dropped(Draft before, Decisions decisions) {
            return before.rebase(newest).conflicts().stream()
                    .filter(conflict -> decisions.theirs.contains(conflict.key()))
                    .map(Next.Item::id)
                    .collect(Collectors.toSet());
        }
    }

    private static void assertSameOrLinked(
            View one, @Nullable Entry before, View other, @Nullable Entry after, String why) {
        boolean same = before == null ? after == null : before.isLike(after);
        assertThat(same || isOnlyLinked(one, before, other, after))
                .as("%s: %s -> %s", why, before, after)
                .isTrue();
    }

    private static void assertNothingUnseenIsOverwritten(Draft draft, View before, View after) {
        for (Change change : before.changesTo(after).items()) {
            Entry live = change.before();
            boolean wasSeen =
                    Objects.equals(draft.seen.get(change.id()), live == null ? null : Long.valueOf(live.version()));
            assertThat(wasSeen || isOnlyLinked(before, live, after, change.after()))
                    .as(
                            "%s, which the draft at revision %d had not seen, becomes %s",
                            live, draft.base.number(), change.after())
                    .isTrue();
        }
        if (!before.tag().equals(after.tag())) {
            assertThat(draft.seenTag).isEqualTo(before.tagState().version());
        }
    }

    /**
     * Whether a value has only been linked again to the secret whose name it shows, or has lost it and keeps its name.
     */
    private static boolean isOnlyLinked(View one, @Nullable Entry before, View other, @Nullable Entry after) {
        return before != null
                && after != null
                && before.fromSecret()
                && after.fromSecret()
                && before.name().equals(after.name())
                && before.hidden() == after.hidden()
                && (Objects.equals(one.linkedName(before), other.linkedName(after))
                        || (before.secret() != null && before.secret().equals(after.secret())));
    }

    @Test
    void no_deployed_change_is_overwritten_by_somebody_who_had_not_seen_it() {
        int[] sums = new int[3];
        Seeds.each(seed -> {
            World world = new World(seed);
            for (int i = 0; i < STEPS; i++) {
                world.step();
            }
            sums[0] += world.deployed;
            sums[1] += world.refused;
            sums[2] += world.decided;
        });
        // Otherwise the law would not have tested anything.
        assertThat(sums).as("deployed, refused, decided").doesNotContain(0);
    }

    @Test
    void a_rebase_onto_an_unchanged_base_changes_nothing() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(20);
            Draft draft = new Draft(base);
            draft.own = base.staged(some.changes(base.view(), 10));
            View before = draft.own;
            draft.moveTo(base, draft.rebase(base).moved(Set.of(), Set.of()));
            assertThat(before.changesTo(draft.own)).isEqualTo(ChangeSet.NONE);
            assertThat(draft.own.tree().root(APP)).isEqualTo(before.tree().root(APP));
        });
    }

    @Test
    void a_rebase_with_all_as_theirs_keeps_only_changes_that_nobody_else_touched() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(20);
            Numbered newest = base.after(some.changes(base.view(), 8));
            Draft draft = new Draft(base);
            draft.own = base.staged(some.changes(base.view(), 8));
            Rebase rebase = draft.rebase(newest);
            Set<String> keys = rebase.conflicts().stream().map(Next.Item::key).collect(Collectors.toSet());
            Set<ObjectId> untouched =
                    draft.changes().items().stream().map(Change::id).collect(Collectors.toSet());
            rebase.conflicts().forEach(conflict -> untouched.remove(conflict.id()));
            ChangeSet moved;
            try {
                moved = rebase.moved(Set.of(), keys);
            } catch (ApiException contradictory) {
                return;
            }
            View own = newest.staged(moved);
            for (Change change : newest.view().changesTo(own).items()) {
                assertThat(untouched.contains(change.id())
                                || isOnlyLinked(newest.view(), change.before(), own, change.after()))
                        .as("%s", change)
                        .isTrue();
            }
        });
    }

    @Test
    void drafts_on_disjoint_items_commute_with_or_without_a_rebase_between_them() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Numbered base = some.revision(25);
            ChangeSet mine = some.changes(base.view(), 5);
            Draft yours = new Draft(base);
            yours.own = base.staged(some.changes(base.view(), 5));
            Numbered mineFirst = base.after(mine);
            if (!yours.rebase(mineFirst).conflicts().isEmpty()) {
                return;
            }
            Numbered straight = mineFirst.after(mineFirst.view().relinking(yours.changes()));
            Numbered other = base.after(yours.changes());
            Numbered yoursFirst = other.after(other.view().relinking(mine));
            yours.moveTo(mineFirst, yours.rebase(mineFirst).moved(Set.of(), Set.of()));
            Numbered rebased = mineFirst.after(yours.changes());
            assertThat(facts(rebased.view())).isEqualTo(facts(straight.view()));
            assertThat(facts(yoursFirst.view())).isEqualTo(facts(straight.view()));
        });
    }
}
