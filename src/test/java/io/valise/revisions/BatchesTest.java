package io.valise.revisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    @Test
    void nothing_needs_no_command() {
        assertThat(Batches.of(List.<Integer>of(), size -> size)).isEmpty();
    }

    @Test
    void small_ones_go_by_the_hundreds_in_their_order() {
        List<Integer> all = IntStream.range(0, 5_000).boxed().toList();
        List<List<Integer>> batches = Batches.of(all, one -> 10);
        assertThat(batches).hasSize(10).allSatisfy(batch -> assertThat(batch).hasSize(500));
        assertThat(batches.stream().flatMap(List::stream)).isEqualTo(all);
    }

    @Test
    void no_batch_of_several_has_a_megabyte() {
        List<List<Integer>> batches = Batches.of(Collections.nCopies(100, 40_000), size -> size);
        assertThat(batches).hasSize(5);
        assertThat(batches)
                .allSatisfy(batch ->
                        assertThat(batch.stream().mapToInt(size -> size).sum()).isLessThan(1_000_000));
    }

    @Test
    void one_that_is_larger_goes_by_itself() {
        assertThat(Batches.of(List.of(1, 9_000_000, 2), size -> size))
                .containsExactly(List.of(1), List.of(9_000_000), List.of(2));
    }
}
