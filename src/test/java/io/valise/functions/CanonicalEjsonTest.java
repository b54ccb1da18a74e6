package io.valise.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalEjsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1|{\"$numberInt\":\"1\"}",
                "[2147483648,-0.5]|[{\"$numberLong\":\"2147483648\"},{\"$numberDouble\":\"-0.5\"}]",
                "{\"a\":[{\"b\":1}]}|{\"a\":[{\"b\":{\"$numberInt\":\"1\"}}]}",
                "{\"at\":{\"$timestamp\":{\"t\":1,\"i\":2}},\"n\":3}|{\"at\":{\"$timestamp\":{\"t\":1,\"i\":2}},\"n\":{\"$numberInt\":\"3\"}}",
                "\"\\ud800\"|\"\\ud800\"",
                "\"\\ud83d\\ude00\"|\"😀\""
            })
    void names_the_type_of_each_number_and_changes_nothing_else(String json, String canonical) {
        assertThat(CanonicalEjson.of(json)).isEqualTo(canonical);
    }

    /** As many levels as the result of a Function may have. */
    @Test
    void has_one_level_more_than_the_json() {
        assertThat(CanonicalEjson.of("[".repeat(1_000) + "1" + "]".repeat(1_000)))
                .contains("[{\"$numberInt\":\"1\"}]");
    }
}
