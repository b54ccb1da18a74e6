package io.valise.revisions;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import io.valise.platform.InOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the blocks of trees. Given a similar tree in memory, only the differing blocks are read or written.
 */
@ApplicationScoped
public class Blocks {
    /** Blocks read per command: about 2 MB at most. */
    private static final int BATCH = 64;

    private final Clock clock;
    private final Unsettled unsettled;

    Blocks(Clock clock, Unsettled unsettled) {
        this.clock = clock;
        this.unsettled = unsettled;
    }

    /**
     * Reads the tree with this root. A block that is missing or altered is left as {@link EntryTree.Unread}, for the
     * caller to report; the rest of the tree is read.
     *
     * @param root null for no entries
     * @param near a tree of the same app; its equal nodes are reused
     */
    Uni<EntryTree> read(ObjectId app, @Nullable Hash root, EntryTree near) {
        if (root == null) {
            return Uni.createFrom().item(EntryTree.EMPTY);
        }
        Reading reading = new Reading(app);
        return reading.fetch(List.of(new Wanted(root, 0, near.node()))).map(x -> reading.tree(root, near));
    }

    /**
     * A block to read, its number of entries according to its parent, and the node at the same position in another
     * tree.
     */
    private record Wanted(Hash block, int size, EntryTree.@Nullable Node near) {}

    /** Reads one tree, level by level. The blocks of a level are fetched together. */
    private static final class Reading {
        private final ObjectId app;
        private final Map<Hash, BlockBytes.Parsed> parsed = new HashMap<>();

        Reading(ObjectId app) {
            this.app = app;
        }

        Uni<Void> fetch(List<Wanted> wanted) {
            List<Wanted> unknown = wanted.stream()
                    .filter(one -> one.near == null || !one.near.isKnownToBe(one.block))
                    .toList();
            if (unknown.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return Multi.createFrom()
                    .iterable(unknown)
                    .group()
                    .intoLists()
                    .of(BATCH)
                    .onItem()
                    .transformToUniAndConcatenate(
                            batch -> find(app, batch.stream().map(Wanted::block).toList())
                                    .invoke(found -> found.forEach(this::parse)))
                    .collect()
                    .asList()
                    .flatMap(x -> fetch(children(unknown)));
        }

        private void parse(Block block) {
            BlockBytes.Parsed content = Blocks.parsed(app, block);
            if (content != null) {
                parsed.put(block.name(), content);
            }
        }

        private List<Wanted> children(List<Wanted> parents) {
            List<Wanted> children = new ArrayList<>();
            for (Wanted parent : parents) {
                BlockBytes.Parsed block = parsed.get(parent.block);
                if (block == null || block.children() == null) {
                    continue;
                }
                for (int i = 0; i < EntryTree.FAN; i++) {
                    BlockBytes.Child child = block.children()[i];
                    if (child != null) {
                        EntryTree.Node near =
                                parent.near instanceof EntryTree.Branch branch ? branch.children[i] : null;
                        children.add(new Wanted(child.block(), child.size(), near));
                    }
                }
            }
            return children;
        }

        EntryTree tree(Hash root, EntryTree near) {
            return new EntryTree(node(new Wanted(root, 0, near.node())));
        }

        private EntryTree.Node node(Wanted wanted) {
            if (wanted.near != null && wanted.near.isKnownToBe(wanted.block)) {
                return wanted.near;
            }
            BlockBytes.Parsed block = parsed.get(wanted.block);
            EntryTree.Node node = block == null ? unread(wanted) : made(block, wanted);
            node.readFrom(wanted.block);
            return node;
        }

        private EntryTree.Node made(BlockBytes.Parsed block, Wanted wanted) {
            if (block.children() == null) {
                return new EntryTree.Leaf(block.entries());
            }
            EntryTree.@Nullable Node[] children = new EntryTree.Node[EntryTree.FAN];
            for (int i = 0; i < EntryTree.FAN; i++) {
                BlockBytes.Child child = block.children()[i];
                EntryTree.Node near = wanted.near instanceof EntryTree.Branch branch ? branch.children[i] : null;
                children[i] = child == null ? null : node(new Wanted(child.block(), child.size(), near));
            }
            return new EntryTree.Branch(children);
        }

        private EntryTree.Node unread(Wanted wanted) {
            return new EntryTree.Unread(wanted.block, wanted.size);
        }
    }

    /** The stored blocks among these; their hashes have yet to be checked. */
    static Uni<List<Block>> find(ObjectId app, Collection<Hash> blocks) {
        List<Binary> ids =
                blocks.stream().map(block -> new Binary(block.bytes())).toList();
        // Project only hashed fields: an altered field of another kind must not make the whole batch unreadable.
        return Block.mongoDatabase()
                .getCollection("blocks", Document.class)
                .find(
                        new Document("_id", new Document("$in", ids)).append("app", app),
                        new FindOptions().projection(Projections.include("data")))
                // Collect the whole reply: with backpressure of one, the driver would request two documents at a time.
                .collect()
                .asList()
                .map(found -> found.stream()
                        .flatMap(stored -> block(app, stored).stream())
                        .toList());
    }

    /** The content of a stored block; null if it was altered, or is in a format of a later version. */
    static BlockBytes.@Nullable Parsed parsed(ObjectId app, Block block) {
        if (!Block.hash(app, block.data).equals(block.name())) {
            return null;
        }
        try {
            return BlockBytes.read(block.data);
        } catch (IOException unknown) {
            return null;
        }
    }

    private static Optional<Block> block(ObjectId app, Document stored) {
        return stored.get("_id") instanceof Binary id && stored.get("data") instanceof Binary data
                ? Optional.of(Block.of(Hash.ofBytes(id.getData()), app, data.getData()))
                : Optional.empty();
    }

    /**
     * Stores the blocks of a revision or draft that is about to be written, and marks existing ones as used now. When
     * it completes, all blocks exist, they will outlive the longest publication, and the sweep has been told to visit
     * the app. Fails with {@code StoreUnavailable}: nothing refers to the blocks yet, so nothing was changed.
     */
    public Uni<Void> write(ObjectId app, List<Block> blocks) {
        return Uni.combine()
                .all()
                .unis(unsettled.note(app), write(blocks))
                .asTuple()
                .replaceWithVoid();
    }

    private Uni<Void> write(List<Block> blocks) {
        return InOrder.each(
                Batches.of(blocks, block -> block.data.length),
                batch -> write(batch, true).plug(Writes::idempotent).plug(Writes::preparatory));
    }

    private Uni<Void> write(List<Block> batch, boolean mayRepeat) {
        long now = clock.instant().getEpochSecond();
        List<UpdateOneModel<Block>> writes = batch.stream()
                .map(block -> new UpdateOneModel<Block>(
                        new Document("_id", block.id).append("app", block.app),
                        new Document("$max", new Document("used", now))
                                .append("$setOnInsert", new Document("data", block.data)),
                        new UpdateOptions().upsert(true)))
                .toList();
        return Block.<Block>mongoCollection()
                .bulkWrite(writes, new BulkWriteOptions().ordered(false))
                .replaceWithVoid()
                // Two instances inserted the same block at once. The second attempt finds it.
                .onFailure(failure -> mayRepeat && StoreFailure.isDuplicateKey(failure))
                .recoverWithUni(() -> write(batch, false));
    }

    /** The blocks of a tree that another tree of the app does not have. */
    public static List<Block> beyond(EntryTree tree, EntryTree known, ObjectId app) {
        List<Block> blocks = new ArrayList<>();
        tree.blocksBeyond(known, app, blocks::add);
        return blocks;
    }

    /** The hash in a stored field; null for no entries. */
    public static @Nullable Hash hash(byte @Nullable [] stored) {
        return stored == null ? null : Hash.ofBytes(Objects.requireNonNull(stored));
    }
}
