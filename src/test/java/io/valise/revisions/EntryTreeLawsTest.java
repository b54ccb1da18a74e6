package io.valise.revisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Laws of the tree that holds the entries of an app, each checked on many seeded trees. */
class EntryTreeLawsTest {
    /** Sizes around the split of a leaf, and with several levels of branches. */
    private static final int[] SIZES = {0, 1, 2, 255, 256, 257, 300, 5_000};

    private static final ObjectId APP = new ObjectId();

    @Test
    void the_same_entries_make_the_same_blocks_whatever_their_order_and_history() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            List<Entry> entries = some.entries(size(seed));
            EntryTree made = EntryTree.of(entries);
            EntryTree shuffled = EntryTree.of(some.shuffled(entries));
            EntryTree lived = lived(some, entries);

            assertThat(shuffled.root(APP)).isEqualTo(made.root(APP));
            assertThat(lived.root(APP)).isEqualTo(made.root(APP));
            assertThat(made.root(APP) == null).isEqualTo(entries.isEmpty());
            assertThat(blocks(shuffled)).isEqualTo(blocks(made));
            assertThat(blocks(lived)).isEqualTo(blocks(made));
        });
    }

    /** A tree of these entries with a history: other entries, older states and removals. */
    private static EntryTree lived(Configurations some, List<Entry> entries) {
        List<Entry> passing = some.entries(some.random.nextInt(600));
        Map<ObjectId, Entry> earlier = new LinkedHashMap<>();
        some.shuffled(entries).forEach(entry -> earlier.put(entry.id(), some.changed(entry)));
        passing.forEach(entry -> earlier.put(entry.id(), entry));
        Map<ObjectId, @Nullable Entry> later = new LinkedHashMap<>();
        passing.forEach(entry -> later.put(entry.id(), null));
        some.shuffled(entries).forEach(entry -> later.put(entry.id(), entry));
        EntryTree tree = EntryTree.EMPTY;
        for (Map<ObjectId, @Nullable Entry> step : some.parts(earlier)) {
            tree = tree.with(step);
        }
        for (Map<ObjectId, @Nullable Entry> step : some.parts(later)) {
            tree = tree.with(step);
        }
        return tree;
    }

    @Test
    void a_different_entry_or_app_makes_a_different_root() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            List<Entry> entries = some.entries(1 + size(seed));
            EntryTree tree = EntryTree.of(entries);
            Entry one = entries.get(some.random.nextInt(entries.size()));
            assertThat(tree.with(change(some.changed(one))).root(APP)).isNotEqualTo(tree.root(APP));
            assertThat(tree.with(removal(one)).root(APP)).isNotEqualTo(tree.root(APP));
            assertThat(EntryTree.of(entries).root(new ObjectId())).isNotEqualTo(tree.root(APP));
        });
    }

    @Test
    void looking_up_finds_what_a_map_has() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Map<ObjectId, Entry> map = new HashMap<>();
            EntryTree tree = EntryTree.EMPTY;
            for (int i = 0; i < 4; i++) {
                Map<ObjectId, @Nullable Entry> changes = someChanges(some, map, size(seed + i));
                tree = tree.with(changes);
                apply(changes, map);
                EntryTree now = tree;
                map.forEach((id, entry) -> assertThat(now.get(id)).isEqualTo(entry));
                changes.forEach((id, after) -> assertThat(now.get(id)).isEqualTo(after));
                assertThat(now.get(some.id())).isNull();
                assertThat(now.size()).isEqualTo(map.size());
                List<Entry> walked = new ArrayList<>();
                now.forEach(walked::add);
                assertThat(walked).hasSameSizeAs(map.values()).allMatch(entry -> entry.equals(map.get(entry.id())));
            }
        });
    }

    @Test
    void a_change_without_effect_returns_the_same_tree() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            List<Entry> entries = some.entries(size(seed));
            EntryTree tree = EntryTree.of(entries);
            Map<ObjectId, @Nullable Entry> nothing = new HashMap<>();
            nothing.put(some.id(), null);
            entries.stream().limit(10).forEach(entry -> nothing.put(entry.id(), entry));
            assertThat(tree.with(nothing)).isSameAs(tree);
        });
    }

    @Test
    void the_difference_of_two_trees_is_that_of_the_two_maps() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Map<ObjectId, Entry> before = new HashMap<>();
            some.entries(size(seed)).forEach(entry -> before.put(entry.id(), entry));
            EntryTree one = EntryTree.of(before.values());
            Map<ObjectId, @Nullable Entry> changes = someChanges(some, before, seed % 3 == 0 ? 3 : 400);
            Map<ObjectId, Entry> after = new HashMap<>(before);
            apply(changes, after);
            EntryTree shared = one.with(changes);
            EntryTree strange = EntryTree.of(after.values());
            // Shared nodes are skipped, and so are nodes with equal known hashes.
            one.root(APP);
            strange.root(APP);

            assertThat(diff(one, shared)).isEqualTo(diff(before, after));
            assertThat(diff(one, strange)).isEqualTo(diff(before, after));
            assertThat(diff(strange, one)).isEqualTo(diff(after, before));
            assertThat(diff(EntryTree.EMPTY, one)).isEqualTo(diff(Map.of(), before));
        });
    }

    /** The cost of a change in an app of 20,000 entries. */
    @Test
    void a_change_of_one_entry_among_20_000_writes_at_most_five_blocks_below_64_kB() {
        List<Entry> entries = new Configurations(0).entries(20_000);
        EntryTree tree = EntryTree.of(entries);
        tree.root(APP);
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Entry one = entries.get(some.random.nextInt(entries.size()));
            Entry added = some.entry(Kind.VALUE, "added");
            for (EntryTree after :
                    List.of(tree.with(change(some.changed(one))), tree.with(removal(one)), tree.with(change(added)))) {
                List<Block> written = Blocks.beyond(after, tree, APP);
                assertThat(written).hasSizeBetween(1, 5);
                assertThat(written.stream().mapToInt(block -> block.data.length).sum())
                        .isLessThan(64_000);
                assertThat(Blocks.beyond(after, after, APP)).isEmpty();
            }
        });
    }

    @Test
    void new_blocks_and_those_of_a_known_tree_are_all_that_a_tree_needs() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            Map<ObjectId, Entry> before = new HashMap<>();
            some.entries(size(seed)).forEach(entry -> before.put(entry.id(), entry));
            EntryTree known = EntryTree.of(before.values());
            EntryTree tree = known.with(someChanges(some, before, size(seed + 1)));
            Map<Hash, ByteBuffer> stored = blocks(known);
            Blocks.beyond(tree, known, APP).forEach(block -> stored.put(block.name(), ByteBuffer.wrap(block.data)));
            assertThat(stored).containsAllEntriesOf(blocks(tree));

            List<Hash> named = new ArrayList<>();
            tree.hashesBeyond(EntryTree.EMPTY, APP, named::add);
            assertThat(named).containsExactlyInAnyOrderElementsOf(blocks(tree).keySet());
        });
    }

    @Test
    void a_block_reads_back_as_it_was_written() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            List<Entry> entries = new ArrayList<>(some.entries(size(seed)));
            entries.add(some.entry(Kind.FILE, "functions/\u00e4\u20ac\ud83d\ude00/\u0000.js"));
            entries.add(some.entry(Kind.FILE, ""));
            Map<Hash, ByteBuffer> blocks = blocks(EntryTree.of(entries));
            List<Entry> read = new ArrayList<>();
            int children = 0;
            for (ByteBuffer bytes : blocks.values()) {
                BlockBytes.Parsed block = parsed(bytes);
                read.addAll(block.entries());
                for (BlockBytes.Child child : Objects.requireNonNullElse(block.children(), new BlockBytes.Child[0])) {
                    if (child != null) {
                        children++;
                        assertThat(entriesBelow(child.block(), blocks)).isEqualTo(child.size());
                    }
                }
            }
            // In sets, since finding each of 5,000 entries in a list takes a second.
            assertThat(new HashSet<>(read)).isEqualTo(new HashSet<>(entries));
            assertThat(read).hasSameSizeAs(entries);
            assertThat(children).isEqualTo(blocks.size() - 1);
        });
    }

    private static int entriesBelow(Hash name, Map<Hash, ByteBuffer> blocks) {
        BlockBytes.Parsed block = parsed(blocks.get(name));
        if (block.children() == null) {
            return block.entries().size();
        }
        int sum = 0;
        for (BlockBytes.Child child : block.children()) {
            sum += child == null ? 0 : entriesBelow(child.block(), blocks);
        }
        return sum;
    }

    @Test
    void flipping_any_bit_of_a_block_changes_its_name() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            EntryTree tree = EntryTree.of(some.entries(1 + size(seed)));
            tree.blocksBeyond(EntryTree.EMPTY, APP, block -> {
                byte[] altered = block.data.clone();
                altered[some.random.nextInt(altered.length)] ^= (byte) (1 << some.random.nextInt(8));
                assertThat(Block.hash(APP, block.data)).isEqualTo(block.name());
                assertThat(Block.hash(APP, altered)).isNotEqualTo(block.name());
            });
        });
    }

    /** Stored trees of apps without notes keep their blocks, and an older version of the service can read them. */
    @Test
    void a_leaf_without_notes_has_the_bytes_of_the_first_format() {
        Entry entry = new Entry(
                new ObjectId("0102030405060708090a0b0c"),
                Kind.VALUE,
                "a",
                null,
                7,
                9,
                new ObjectId("1112131415161718191a1b1c"),
                null,
                true,
                null,
                Notes.NONE);
        String rest = "00" + "00000001" + "0102030405060708090a0b0c" + "01" + "000161";
        String numbers = "0000000000000007" + "0000000000000009" + "1112131415161718191a1b1c";
        assertThat(hex(entry)).isEqualTo("01" + rest + "12" + numbers);

        Entry noted = entry.withNotes(Notes.of("b", List.of("d", "c")), 9);
        assertThat(hex(noted)).isEqualTo("02" + rest + "32" + numbers + "000162" + "02" + "000163" + "000164");
        assertThat(hex(noted.withNotes(Notes.of("", List.of()), 9))).isEqualTo(hex(entry));
    }

    private static String hex(Entry entry) {
        return HexFormat.of().formatHex(BlockBytes.write(new EntryTree.Leaf(List.of(entry)), APP));
    }

    @Test
    void only_leaves_with_notes_are_written_in_the_second_format() {
        Seeds.each(seed -> {
            Configurations some = new Configurations(seed);
            List<Entry> entries = some.entries(size(seed)).stream()
                    .map(entry -> some.random.nextInt(300) == 0 ? entry : entry.withNotes(Notes.NONE, 1))
                    .toList();
            blocks(EntryTree.of(entries)).forEach((name, bytes) -> {
                boolean noted = parsed(bytes).entries().stream()
                        .anyMatch(entry -> !entry.notes().isEmpty());
                assertThat(bytes.get(0)).isEqualTo((byte) (noted ? 2 : 1));
            });
        });
    }

    @Test
    void an_unknown_format_is_refused() {
        byte[] block = BlockBytes.write(new EntryTree.Leaf(new Configurations(1).entries(3)), APP);
        block[0] = 3;
        assertThatThrownBy(() -> BlockBytes.read(block)).hasMessageContaining("unknown block format");
    }

    private static int size(long seed) {
        return SIZES[(int) (seed % SIZES.length)];
    }

    private static Map<ObjectId, @Nullable Entry> change(Entry after) {
        return Map.of(after.id(), after);
    }

    private static Map<ObjectId, @Nullable Entry> removal(Entry before) {
        Map<ObjectId, @Nullable Entry> removal = new HashMap<>();
        removal.put(before.id(), null);
        return removal;
    }

    /** New entries, and changes and removals of those in the map. */
    private static Map<ObjectId, @Nullable Entry> someChanges(
            Configurations some, Map<ObjectId, Entry> map, int created) {
        Map<ObjectId, @Nullable Entry> changes = new HashMap<>();
        some.entries(created).forEach(entry -> changes.put(entry.id(), entry));
        int touched = map.isEmpty() ? 0 : some.random.nextInt(map.size()) + 1;
        some.shuffled(map.keySet()).stream()
                .sorted()
                .limit(some.random.nextBoolean() ? touched : Math.min(touched, 3))
                .forEach(id -> changes.put(id, some.random.nextBoolean() ? some.changed(map.get(id)) : null));
        return changes;
    }

    private static void apply(Map<ObjectId, @Nullable Entry> changes, Map<ObjectId, Entry> map) {
        changes.forEach((id, after) -> {
            if (after == null) {
                map.remove(id);
            } else {
                map.put(id, after);
            }
        });
    }

    private static Map<ObjectId, Change> diff(EntryTree before, EntryTree after) {
        Map<ObjectId, Change> changes = new HashMap<>();
        EntryTree.diff(before, after, (old, now) -> {
            Change change = new Change(old, now);
            assertThat(changes.put(change.id(), change)).as("reported once").isNull();
        });
        return changes;
    }

    private static Map<ObjectId, Change> diff(Map<ObjectId, Entry> before, Map<ObjectId, Entry> after) {
        Map<ObjectId, Change> changes = new HashMap<>();
        before.forEach((id, entry) -> {
            if (!entry.equals(after.get(id))) {
                changes.put(id, new Change(entry, after.get(id)));
            }
        });
        after.forEach((id, entry) -> {
            if (!before.containsKey(id)) {
                changes.put(id, new Change(null, entry));
            }
        });
        return changes;
    }

    private static Map<Hash, ByteBuffer> blocks(EntryTree tree) {
        Map<Hash, ByteBuffer> blocks = new HashMap<>();
        Blocks.beyond(tree, EntryTree.EMPTY, APP)
                .forEach(block -> blocks.put(block.name(), ByteBuffer.wrap(block.data)));
        return blocks;
    }

    private static BlockBytes.Parsed parsed(ByteBuffer bytes) {
        try {
            return BlockBytes.read(bytes.array());
        } catch (java.io.IOException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
