package io.valise.revisions;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Looks one entry up in many trees of an app. Reads only the blocks on the path to the entry, and those that trees share
 * only once. Works level by level, so the number of queries depends on the depth of the trees, not on how many there
 * are.
 */
final class EntryLookup {
    private final ObjectId app;
    private final ObjectId id;
    private final Map<Hash, Result> results = new HashMap<>();

    /**
     * What a tree has under the id.
     *
     * @param entry null if it has none
     * @param readable false if a block on the path is missing or altered
     */
    record Result(@Nullable Entry entry, boolean readable) {
        static final Result ABSENT = new Result(null, true);
        static final Result UNREADABLE = new Result(null, false);
    }

    private EntryLookup(ObjectId app, ObjectId id) {
        this.app = app;
        this.id = id;
    }

    /** What the trees with these roots have under the id, by root. */
    static Uni<Map<Hash, Result>> find(ObjectId app, Set<Hash> roots, ObjectId id) {
        EntryLookup lookup = new EntryLookup(app, id);
        Map<Hash, Set<Hash>> wanted = new HashMap<>();
        roots.forEach(root -> wanted.put(root, Set.of(root)));
        return lookup.descend(wanted, 0).replaceWith(lookup.results);
    }

    /** @param wanted the roots by the block that comes next on their path */
    private Uni<Void> descend(Map<Hash, Set<Hash>> wanted, int level) {
        if (wanted.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Blocks.find(app, wanted.keySet()).flatMap(found -> {
            Map<Hash, BlockBytes.@Nullable Parsed> blocks = new HashMap<>();
            found.forEach(block -> blocks.put(block.name(), Blocks.parsed(app, block)));
            Map<Hash, Set<Hash>> below = new HashMap<>();
            wanted.forEach((block, roots) -> follow(blocks.get(block), roots, level, below));
            return descend(below, level + 1);
        });
    }

    private void follow(BlockBytes.@Nullable Parsed block, Set<Hash> roots, int level, Map<Hash, Set<Hash>> below) {
        if (block == null) {
            roots.forEach(root -> results.put(root, Result.UNREADABLE));
        } else if (block.children() == null) {
            Entry entry = new EntryTree.Leaf(block.entries()).get(id);
            Result result = entry == null ? Result.ABSENT : new Result(entry, true);
            roots.forEach(root -> results.put(root, result));
        } else {
            BlockBytes.Child child = block.children()[EntryTree.child(EntryTree.position(id), level)];
            if (child == null) {
                roots.forEach(root -> results.put(root, Result.ABSENT));
            } else {
                below.computeIfAbsent(child.block(), x -> new HashSet<>()).addAll(roots);
            }
        }
    }
}
