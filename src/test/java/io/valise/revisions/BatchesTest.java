package io.valise.revisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    @Test
    void an_empty_list_needs_no_command() {
        assertThat(Batches.of(List.<Integer>of(), size -> size)).isEmpty();
    }

    @Test
    void small_items_are_batched_by_the_hundreds_in_order() {
        List<Integer> all = IntStream.range(0, 5_000).boxed().toList();
        List<List<Integer>> batches = Batches.of(all, one -> 10);
        assertThat(batches).hasSize(10).allSatisfy(batch -> assertThat(batch).hasSize(500));
        assertThat(batches.stream().flatMap(List::stream)).isEqualTo(all);
    }

    @Test
    void a_batch_of_several_items_stays_below_a_megabyte() {
        List<List<Integer>> batches = Batches.of(Collections.nCopies(100, 40_000), size -> size);
        assertThat(batches).hasSize(5);
        assertThat(batches)
                .allSatisfy(batch ->
                        assertThat(batch.stream().mapToInt(size -> size).sum()).isLessThan(1_000_000));
    }

    @Test
    void a_larger_item_has_a_batch_of_its_own() {
        assertThat(Batches.of(List.of(1, 9_000_000, 2), size -> size))
                .containsExactly(List.of(1), List.of(9_000_000), List.of(2));
    }
}
