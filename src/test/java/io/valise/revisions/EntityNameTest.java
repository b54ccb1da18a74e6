package io.valise.revisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "A-b_C", "9____", "x-"})
    void accepts_valid_names(String name) {
        assertThat(EntityName.Rule.broken(name)).isNull();
        assertThat(name).matches(EntityName.PATTERN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_a|must begin with an ASCII letter or digit",
                "-a|must begin with an ASCII letter or digit",
                "ä|must begin with an ASCII letter or digit",
                "a b|must have only ASCII letters, digits, _ and -",
                "a.b|must have only ASCII letters, digits, _ and -",
                "aé|must have only ASCII letters, digits, _ and -",
            })
    void names_the_part_of_the_rule_that_is_broken(String name, String rule) {
        assertThat(EntityName.Rule.broken(name)).isEqualTo(rule);
        assertThat(name).doesNotMatch(EntityName.PATTERN);
    }

    @Test
    void has_one_to_64_characters() {
        assertThat(EntityName.Rule.broken("a".repeat(64))).isNull();
        assertThat(EntityName.Rule.broken("a".repeat(65))).isEqualTo("must have at most 64 characters");
        assertThat(EntityName.Rule.broken("")).isEqualTo("must not be empty");
        assertThat(EntityName.Rule.broken(null)).isEqualTo("is required");
        assertThat(EntityName.Rule.broken("a\n")).isEqualTo("must have only ASCII letters, digits, _ and -");
    }
}
