package io.valise.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssociatedDataTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void is_only_the_same_for_the_same_parts(long seed) {
        Random random = new Random(seed);
        Map<List<Byte>, List<String>> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            // Few letters and short parts, so that concatenated parts often look alike.
            String[] parts = random.ints(1 + random.nextInt(4), 0, 4)
                    .mapToObj(length -> letters(random, length))
                    .toArray(String[]::new);
            List<String> before = seen.putIfAbsent(boxed(AssociatedData.of("p", parts)), List.of(parts));
            assertThat(before).isIn(null, List.of(parts));
        }
        assertThat(seen).hasSizeGreaterThan(1_000);
    }

    @Test
    void distinguishes_a_data_key_from_a_secret_of_the_same_name() {
        assertThat(AssociatedData.ofDataKey("a"))
                .isNotEqualTo(AssociatedData.ofSecret(new Place("a", "", "")))
                .isNotEqualTo(AssociatedData.of("valise/secret", "a"));
    }

    @Test
    void has_the_documented_layout() {
        assertThat(AssociatedData.of("p", "é"))
                .containsExactly(1, 0, 0, 0, 1, 'p', 0, 0, 0, 2, (byte) 0xc3, (byte) 0xa9);
    }

    private static String letters(Random random, int length) {
        char[] letters = new char[length];
        for (int i = 0; i < length; i++) {
            letters[i] = "\0\1ab".charAt(random.nextInt(4));
        }
        return new String(letters);
    }

    private static List<Byte> boxed(byte[] bytes) {
        Byte[] boxed = new Byte[bytes.length];
        Arrays.setAll(boxed, i -> bytes[i]);
        return List.of(boxed);
    }
}
