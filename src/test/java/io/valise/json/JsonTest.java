package io.valise.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private final ObjectMapper mapper = new ObjectMapper();

    JsonTest() {
        new JsonLimits().customize(mapper);
    }

    record Holder(Json value) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-0",
                "12345678901234567890123",
                "1.10",
                "1e400",
                "1E+5",
                "0.1000000000000000055511151231257827",
                "\"\"",
                "\"a \\\" b \\\\ c\"",
                "\"\\ud83d\"",
                "{\"a\":\"\\udcbc\\ud83d \\ud83d\"}",
                "[]",
                "{}",
                "[1,[2,[3.0]],{\"a\":{\"b\":[null]}}]",
                "{\"b\":1,\"a\":2}"
            })
    void comes_back_as_it_was_sent(String text) throws JsonProcessingException {
        Holder holder = mapper.readValue("{\"value\": " + text + "}", Holder.class);
        assertThat(holder.value().text()).isEqualTo(text);
        assertThat(mapper.writeValueAsString(holder)).isEqualTo("{\"value\":" + text + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{ \"a\" : [ 1 , 2 ] }|{\"a\":[1,2]}", "\"\\u00e4\\/\"|\"ä/\"", "[ ]|[]"})
    void is_kept_compact(String sent, String kept) throws JsonProcessingException {
        assertThat(mapper.readValue("{\"value\":" + sent + "}", Holder.class)
                        .value()
                        .text())
                .isEqualTo(kept);
    }

    @Test
    void tells_null_from_absent() throws JsonProcessingException {
        assertThat(mapper.readValue("{\"value\":null}", Holder.class).value()).isEqualTo(Json.NULL);
        assertThat(mapper.readValue("{}", Holder.class).value()).isNull();
    }

    @Test
    void measures_bytes_not_characters() {
        assertThat(new Json("\"ä\"").size()).isEqualTo(4);
        assertThat(new Json("\"😀\"").size()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"value\":1} 2", "{\"value\":1}]", "{\"value\":1},", "{\"value\":1}{}"})
    void refuses_what_goes_on_after_its_end(String text) {
        assertThatThrownBy(() -> mapper.readValue(text, Holder.class)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void refuses_what_is_nested_too_deep() {
        String deep = "[".repeat(1_000) + "]".repeat(1_000);
        assertThatThrownBy(() -> mapper.readValue("{\"value\":" + deep + "}", Holder.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("nesting depth");
    }
}
