package io.valise.revisions;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a configuration by public id: an immutable radix tree over a hash of the id. Each node is stored as a
 * {@link Block}, named by the hash of its content.
 *
 * <p>Up to {@value #LEAF} entries form a leaf; more are split into sixteen children by the next four bits. The position
 * of an entry depends only on the ids, so equal entries form equal trees and blocks, whatever their history. A changed
 * tree shares all nodes except those on the path to a change.
 */
public final class EntryTree {
    /** Maximum number of entries in a leaf. A leaf with names of 20 characters then takes about 30 kB. */
    static final int LEAF = 256;
    /** Children per branch. */
    static final int FAN = 16;

    private static final int BITS = 4;
    private static final int LEVELS = Long.SIZE / BITS;

    public static final EntryTree EMPTY = new EntryTree(null);

    private static final Comparator<Entry> BY_ID = Comparator.comparing(Entry::id);

    private final @Nullable Node root;

    EntryTree(@Nullable Node root) {
        this.root = root;
    }

    static EntryTree of(Collection<Entry> entries) {
        return new EntryTree(made(entries, 0));
    }

    /** A node. Its hash is computed on first use. */
    abstract static sealed class Node permits Leaf, Branch, Unread {
        private volatile @Nullable Hash hash;

        abstract int size();

        /** The hash that names its block in this app. */
        Hash hash(ObjectId app) {
            Hash known = hash;
            if (known == null) {
                known = Block.hash(app, BlockBytes.write(this, app));
                hash = known;
            }
            return known;
        }

        /** Sets the hash of a node that was read from this block. */
        final void readFrom(Hash block) {
            hash = block;
        }

        final boolean isKnownToBe(Hash block) {
            return block.equals(hash);
        }
    }

    static final class Leaf extends Node {
        /** Sorted by id. */
        final List<Entry> entries;

        Leaf(Collection<Entry> entries) {
            Entry[] sorted = entries.toArray(Entry[]::new);
            Arrays.sort(sorted, BY_ID);
            this.entries = List.of(sorted);
        }

        @Override
        int size() {
            return entries.size();
        }

        @Nullable
        Entry get(ObjectId id) {
            int low = 0;
            int high = entries.size() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = entries.get(middle).id().compareTo(id);
                if (order == 0) {
                    return entries.get(middle);
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return null;
        }
    }

    static final class Branch extends Node {
        final @Nullable Node[] children;
        private final int size;

        Branch(@Nullable Node[] children) {
            this.children = children;
            int sum = 0;
            for (Node child : children) {
                sum += child == null ? 0 : child.size();
            }
            this.size = sum;
        }

        @Override
        int size() {
            return size;
        }
    }

    /** A block that is missing in the store or does not match its hash, so its entries are unknown. */
    static final class Unread extends Node {
        private final int size;

        Unread(Hash block, int size) {
            readFrom(block);
            this.size = size;
        }

        @Override
        int size() {
            return size;
        }
    }

    /** The number of entries, including those in unread blocks. */
    public int size() {
        return root == null ? 0 : root.size();
    }

    /** The hash of the root in this app; null for no entries. */
    public @Nullable Hash root(ObjectId app) {
        return root == null ? null : root.hash(app);
    }

    @Nullable
    Node node() {
        return root;
    }

    /** The entry with this public id; null if there is none or its block could not be read. */
    public @Nullable Entry get(ObjectId id) {
        Node node = root;
        long position = position(id);
        for (int level = 0; node instanceof Branch branch; level++) {
            node = branch.children[child(position, level)];
        }
        return node instanceof Leaf leaf ? leaf.get(id) : null;
    }

    /** Visits all entries that could be read, in no particular order. */
    public void forEach(Consumer<Entry> use) {
        forEach(root, use);
    }

    private static void forEach(@Nullable Node node, Consumer<Entry> use) {
        if (node instanceof Leaf leaf) {
            leaf.entries.forEach(use);
        } else if (node instanceof Branch branch) {
            for (Node child : branch.children) {
                forEach(child, use);
            }
        }
    }

    /** The blocks that could not be read. */
    public List<Hash> unread() {
        List<Hash> unread = new ArrayList<>();
        unread(root, unread);
        return unread;
    }

    private static void unread(@Nullable Node node, List<Hash> unread) {
        if (node instanceof Unread) {
            unread.add(Objects.requireNonNull(node.hash));
        } else if (node instanceof Branch branch) {
            for (Node child : branch.children) {
                unread(child, unread);
            }
        }
    }

    /** Inserts or replaces entries (a value) or removes them (null). Must not touch unread blocks. */
    EntryTree with(Map<ObjectId, @Nullable Entry> changes) {
        List<Edit> edits = new ArrayList<>(changes.size());
        changes.forEach((id, after) -> edits.add(new Edit(id, position(id), after)));
        Node changed = with(root, 0, edits);
        return changed == root ? this : new EntryTree(changed);
    }

    private record Edit(
            ObjectId id, long position, @Nullable Entry after) {}

    private static @Nullable Node with(@Nullable Node node, int level, List<Edit> edits) {
        if (node instanceof Branch branch) {
            return with(branch, level, edits);
        }
        if (node instanceof Unread) {
            throw new IllegalStateException("a block that could not be read cannot be changed");
        }
        Map<ObjectId, Entry> entries = new HashMap<>();
        if (node instanceof Leaf leaf) {
            leaf.entries.forEach(entry -> entries.put(entry.id(), entry));
        }
        boolean changed = false;
        for (Edit edit : edits) {
            Entry before = edit.after == null ? entries.remove(edit.id) : entries.put(edit.id, edit.after);
            changed |= before == null ? edit.after != null : !before.equals(edit.after);
        }
        return changed ? made(entries.values(), level) : node;
    }

    private static @Nullable Node with(Branch branch, int level, List<Edit> edits) {
        List<List<Edit>> parts = split(edits, edit -> edit.position, level);
        @Nullable Node[] children = branch.children.clone();
        boolean changed = false;
        for (int i = 0; i < FAN; i++) {
            if (!parts.get(i).isEmpty()) {
                Node before = children[i];
                children[i] = with(before, level + 1, parts.get(i));
                changed |= children[i] != before;
            }
        }
        return changed ? joined(new Branch(children)) : branch;
    }

    /** The branch, or a single leaf if its entries fit into one. */
    private static @Nullable Node joined(Branch branch) {
        if (branch.size() > LEAF) {
            return branch;
        }
        List<Entry> all = new ArrayList<>(branch.size());
        forEach(branch, all::add);
        return all.isEmpty() ? null : new Leaf(all);
    }

    private static @Nullable Node made(Collection<Entry> entries, int level) {
        if (entries.isEmpty()) {
            return null;
        }
        if (entries.size() <= LEAF || level == LEVELS) {
            return new Leaf(entries);
        }
        List<List<Entry>> parts = split(entries, entry -> position(entry.id()), level);
        @Nullable Node[] children = new Node[FAN];
        for (int i = 0; i < FAN; i++) {
            children[i] = made(parts.get(i), level + 1);
        }
        return new Branch(children);
    }

    private static <T> List<List<T>> split(Collection<T> all, ToLongFunction<T> position, int level) {
        List<List<T>> parts = new ArrayList<>(FAN);
        for (int i = 0; i < FAN; i++) {
            parts.add(new ArrayList<>());
        }
        all.forEach(one -> parts.get(child(position.applyAsLong(one), level)).add(one));
        return parts;
    }

    /** The index of the child that holds an entry, in a branch at this level. */
    static int child(long position, int level) {
        return (int) (position >>> (Long.SIZE - BITS * (level + 1))) & (FAN - 1);
    }

    /**
     * Distributes ids evenly. An id begins with a timestamp, so its own bits are not evenly distributed. Applies the
     * finalizer of SplitMix64 (Steele, Lea and Flood, 2014) to both halves. Part of the stored format.
     */
    static long position(ObjectId id) {
        byte[] bytes = id.toByteArray();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long first = in.getLong();
        return mix(first ^ mix(in.getInt()));
    }

    private static long mix(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * Visits the entries that differ between two trees of one app, as before and after; either may be null. Skips
     * shared nodes.
     */
    static void diff(EntryTree before, EntryTree after, BiConsumer<@Nullable Entry, @Nullable Entry> use) {
        diff(before.root, after.root, use);
    }

    private static void diff(
            @Nullable Node before, @Nullable Node after, BiConsumer<@Nullable Entry, @Nullable Entry> use) {
        if (areSame(before, after)) {
            return;
        }
        if (before instanceof Branch one && after instanceof Branch other) {
            for (int i = 0; i < FAN; i++) {
                diff(one.children[i], other.children[i], use);
            }
            return;
        }
        Map<ObjectId, Entry> left = new HashMap<>();
        forEach(before, entry -> left.put(entry.id(), entry));
        forEach(after, entry -> {
            Entry old = left.remove(entry.id());
            if (!entry.equals(old)) {
                use.accept(old, entry);
            }
        });
        left.values().forEach(entry -> use.accept(entry, null));
    }

    /** Whether two nodes are known to be equal. Hashes are only compared if both are known; none is computed. */
    private static boolean areSame(@Nullable Node one, @Nullable Node other) {
        if (one == other) {
            return true;
        }
        Hash hash = one == null ? null : one.hash;
        return hash != null && other != null && other.isKnownToBe(hash);
    }

    /** Visits the blocks of this tree that another tree of the app does not have at the same position. */
    public void blocksBeyond(EntryTree other, ObjectId app, Consumer<Block> use) {
        blocksBeyond(root, other.root, app, use);
    }

    private static void blocksBeyond(@Nullable Node node, @Nullable Node other, ObjectId app, Consumer<Block> use) {
        if (node == null || node instanceof Unread || areSame(node, other)) {
            return;
        }
        if (node instanceof Branch branch) {
            for (int i = 0; i < FAN; i++) {
                Node counterpart = other instanceof Branch same ? same.children[i] : null;
                blocksBeyond(branch.children[i], counterpart, app, use);
            }
        }
        byte[] data = BlockBytes.write(node, app);
        Hash hash = Block.hash(app, data);
        node.readFrom(hash);
        use.accept(Block.of(hash, app, data));
    }

    /** Visits the hashes of all blocks of this tree that another tree of the app does not have at the same position. */
    public void hashesBeyond(EntryTree other, ObjectId app, Consumer<Hash> use) {
        hashesBeyond(root, other.root, app, use);
    }

    private static void hashesBeyond(@Nullable Node node, @Nullable Node other, ObjectId app, Consumer<Hash> use) {
        if (node == null || areSame(node, other)) {
            return;
        }
        use.accept(node.hash(app));
        if (node instanceof Branch branch) {
            for (int i = 0; i < FAN; i++) {
                Node counterpart = other instanceof Branch same ? same.children[i] : null;
                hashesBeyond(branch.children[i], counterpart, app, use);
            }
        }
    }
}
