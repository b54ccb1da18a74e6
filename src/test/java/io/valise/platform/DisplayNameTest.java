package io.valise.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "deploy robot", "Größe 日本語", "\"<b>'\\", "😀"})
    void accepts_visible_characters(String name) {
        assertThat(DisplayName.Rule.broken(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u00a0 \t",
                "a\u0000",
                "a\nb",
                "a\u0085",
                "\u202eevil",
                "a\u2066b",
                "a\u200db",
                "\ufeffa",
                "a\ud800",
                "\udb40\udc41"
            })
    void refuses_blank_invisible_or_malformed_text(String name) {
        assertThat(DisplayName.Rule.broken(name)).startsWith("must ");
    }

    @Test
    void counts_characters_and_not_bytes_or_surrogates() {
        assertThat(DisplayName.Rule.broken("😀".repeat(128))).isNull();
        assertThat(DisplayName.Rule.broken("a".repeat(129))).isEqualTo("must have at most 128 characters");
    }
}
