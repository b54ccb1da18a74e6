package io.valise.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void is_read_whole() {
        assertEquals(
                Map.of("a", List.of(new BigDecimal("-1.50e3"), true, false, "é\n\"\\/\uD83D\uDE00"), "b", Map.of()),
                Json.read(" {\"a\" : [ -1.50e3,true , false,\"\\u00E9\\n\\\"\\\\\\/\\ud83d\\ude00\"],\"b\":{ } } "));
        assertEquals(List.of(), Json.read("[]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "secret", "\"secret", "\"secret\\", "\"\\x\"", "\"\\u12g4\"", "{", "{\"a\"}", "{\"a\":1,}", "[1 2]",
                "[1,]", "[", "1-2", "-", "1 2", "tru", "{1:2}", "nul"
            })
    void that_is_none_is_refused_without_a_word_of_it(String text) {
        Exception failure = assertThrows(IllegalArgumentException.class, () -> Json.read(text));
        assertFalse(failure.getMessage().contains("secret"));
    }

    @Test
    void that_is_too_deep_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Json.read("[".repeat(100_000)));
    }
}
