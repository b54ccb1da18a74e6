package io.valise.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
    private static Object value(Random random) {
        byte[] id = new byte[12];
        random.nextBytes(id);
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 3 -> random.nextInt(10);
            case 4 ->
                random.ints(random.nextInt(4), 0, 0x300)
                        .mapToObj(Character::toString)
                        .reduce("", String::concat);
            case 5 -> new ObjectId(id);
            case 6 -> random.nextBoolean();
            default -> Instant.ofEpochMilli(random.nextInt());
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keys_have_the_order_of_their_values(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Object a = value(random);
            Object b = value(random);
            if (a instanceof Long || b instanceof Long) {
                continue; // the library's comparison of a long and a double is not exact: see below
            }
            assertThat(Integer.signum(Key.of(a).compareTo(Key.of(b))))
                    .as("%s and %s", a, b)
                    .isEqualTo(Integer.signum(ValueComparator.asc().compare(a, b)));
        }
    }

    @Test
    void longs_are_ordered_beyond_the_precision_of_a_double() {
        long big = 1L << 53;
        var ascending = List.of(Long.MIN_VALUE, -big - 1, -big, -1L, 0, 0.5, 1, big - 1, big, big + 1, big + 2, 1e300);
        var keys = new ArrayList<>(ascending.stream().map(Key::of).toList());
        Collections.shuffle(keys, new Random(1));
        Collections.sort(keys);
        assertThat(keys).isEqualTo(ascending.stream().map(Key::of).toList());
        assertThat(Key.of(big)).isEqualTo(Key.of((double) big));
        assertThat(Key.of(-0.0)).isEqualTo(Key.of(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void only_keys_that_begin_with_a_prefix_are_in_its_range(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            var values = List.of(value(random), value(random));
            var prefix = Key.of(random.nextBoolean() ? values.get(0) : value(random));
            var key = Key.ofAll(values);
            boolean inRange = key.compareTo(prefix) >= 0 && key.compareTo(prefix.end()) < 0;
            assertThat(inRange).isEqualTo(prefix.equals(Key.of(values.get(0))));
        }
    }

    @Test
    void a_string_with_a_zero_is_not_the_prefix_of_another() {
        var keys = new ArrayList<Key>();
        for (String string : List.of("", "\u0000", "\u0000\u0001", "\u0001", "a", "a\u0000", "a\u0000b", "ab")) {
            keys.add(Key.ofAll(Arrays.asList(string, 1)));
        }
        assertThat(keys).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void values_without_an_order_are_refused() {
        assertThatThrownBy(() -> Key.of(new BsonRegularExpression("x"))).isInstanceOf(MongoServerError.class);
    }
}
