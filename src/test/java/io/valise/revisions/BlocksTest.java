package io.valise.revisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Trees that are written to the store and read back. */
@OnAnyStore
@QuarkusTest
@InProcess("trees")
class BlocksTest {
    @Inject
    Given given;

    @Inject
    Blocks blocks;

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private EntryTree read(ObjectId app, EntryTree tree, EntryTree near) {
        return await(blocks.read(app, tree.root(app), near));
    }

    private static List<Entry> entries(EntryTree tree) {
        List<Entry> entries = new ArrayList<>();
        tree.forEach(entries::add);
        return entries;
    }

    @Test
    void a_tree_is_read_back_as_it_was_written_with_and_without_a_similar_tree() {
        ObjectId app = new ObjectId();
        Configurations some = new Configurations(1);
        List<Entry> entries = some.entries(3_000);
        EntryTree first = EntryTree.of(entries);
        await(blocks.write(app, Blocks.beyond(first, EntryTree.EMPTY, app)));
        EntryTree last = first;
        for (int i = 0; i < 5; i++) {
            Map<ObjectId, @Nullable Entry> changes = new HashMap<>();
            some.shuffled(entries).stream()
                    .limit(3)
                    .forEach(entry -> changes.put(entry.id(), some.random.nextBoolean() ? some.changed(entry) : null));
            some.entries(2).forEach(entry -> changes.put(entry.id(), entry));
            EntryTree next = last.with(changes);
            await(blocks.write(app, Blocks.beyond(next, last, app)));
            for (EntryTree near : List.of(EntryTree.EMPTY, last, first, next)) {
                EntryTree read = read(app, next, near);
                assertThat(entries(read)).containsExactlyInAnyOrderElementsOf(entries(next));
                assertThat(read.root(app)).isEqualTo(next.root(app));
                assertThat(read.size()).isEqualTo(next.size());
                assertThat(read.unread()).isEmpty();
            }
            // Equal parts are neither read again nor held twice.
            assertThat(Blocks.beyond(read(app, next, last), last, app)).hasSameSizeAs(Blocks.beyond(next, last, app));
            last = next;
        }
    }

    @Test
    void a_missing_block_is_unread_and_the_rest_is_readable() {
        ObjectId app = new ObjectId();
        EntryTree tree = EntryTree.of(new Configurations(2).entries(3_000));
        List<Block> written = Blocks.beyond(tree, EntryTree.EMPTY, app);
        await(blocks.write(app, written));
        Block leaf = written.get(0);
        await(Block.deleteById(new Binary(leaf.id.getData())));
        EntryTree read = read(app, tree, EntryTree.EMPTY);
        assertThat(read.unread()).containsExactly(leaf.name());
        assertThat(read.size()).isEqualTo(tree.size());
        assertThat(entries(tree)).containsAll(entries(read));
        assertThat(entries(read)).hasSizeBetween(2_700, 2_999);

        // Entries that could not be read must not count as deleted.
        Tag tag = new Tag("", 1L, 0L, new ObjectId());
        View whole = View.of(tag, tree);
        View damaged = View.of(tag, read);
        assertThatThrownBy(() -> whole.changesTo(damaged))
                .hasMessageContaining(leaf.name().toString());
        assertThatThrownBy(() -> damaged.changesTo(whole))
                .hasMessageContaining(leaf.name().toString());
    }
}
