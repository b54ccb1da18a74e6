package io.valise.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.ext.ParamConverter;
import java.lang.annotation.Annotation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryFlagsTest {
    private final ParamConverter<Boolean> flag =
            new QueryFlags().getConverter(boolean.class, boolean.class, new Annotation[0]);

    @Test
    void a_flag_is_true_or_false_and_false_where_it_is_absent() {
        assertThat(flag.fromString("true")).isTrue();
        assertThat(flag.fromString("false")).isFalse();
        assertThat(flag.fromString("0")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "TRUE", "null"})
    void no_other_text_is_taken_for_false(String text) {
        assertThatThrownBy(() -> flag.fromString(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
