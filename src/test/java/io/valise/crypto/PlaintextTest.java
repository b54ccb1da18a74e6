package io.valise.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaintextTest {
    static final String CONTENT = "s3cr3t-c0nt3nt";

    private final Plaintext secret = Plaintext.of(CONTENT);

    record Request(String name, Plaintext value) {}

    @Test
    void counts_code_points_and_not_chars() {
        assertThat(Plaintext.of("a\uD83D\uDD11é").codePoints()).isEqualTo(3);
    }

    @Nested
    class Does_not_leak {
        @Test
        void through_toString_of_itself_or_its_holder() {
            Request holder = new Request("api-key", secret);
            assertThat(List.of(
                            secret.toString(),
                            "" + secret,
                            String.format("%s %10.3s", secret, secret),
                            holder.toString(),
                            Map.of("k", List.of(secret)).toString(),
                            Arrays.toString(new Object[] {secret})))
                    .allSatisfy(text -> assertThat(text).contains("***").doesNotContain(CONTENT));
        }

        @Test
        void through_JSON_however_the_mapper_is_configured() {
            ObjectMapper lenient = new ObjectMapper()
                    .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                    .setVisibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.ANY);
            ObjectMapper typed = lenient.copy()
                    .activateDefaultTyping(
                            lenient.getPolymorphicTypeValidator(), ObjectMapper.DefaultTyping.EVERYTHING);
            for (ObjectMapper mapper : List.of(new ObjectMapper(), lenient, typed)) {
                for (Object graph :
                        List.of(secret, new Request("n", secret), Map.of("deep", List.of(Map.of("x", secret))))) {
                    assertThatThrownBy(() -> mapper.writeValueAsString(graph))
                            .isInstanceOf(JsonMappingException.class)
                            .hasMessageContaining("never written")
                            .hasMessageNotContaining(CONTENT);
                }
            }
        }

        @Test
        void through_a_log_statement() {
            try (LogLines lines = LogLines.of(PlaintextTest.class)) {
                Logger log = Logger.getLogger(PlaintextTest.class);
                log.info(secret);
                log.infof("content %s", secret);
                log.infov("content {0}", secret);
                log.error(new Request("n", secret), new IllegalStateException("with " + secret));
                assertThat(lines.lines())
                        .hasSize(4)
                        .allSatisfy(line -> assertThat(line).contains("***").doesNotContain(CONTENT));
            }
        }

        @Test
        void through_Java_serialization() {
            assertThatThrownBy(() -> new ObjectOutputStream(OutputStream.nullOutputStream()).writeObject(secret))
                    .isInstanceOf(NotSerializableException.class);
        }

        @Test
        void through_a_comparison() {
            assertThat(secret.equals(Plaintext.of(CONTENT))).isFalse();
            assertThat(secret.hashCode()).isEqualTo(System.identityHashCode(secret));
        }
    }

    @Nested
    class Is_read_from_JSON {
        private final ObjectMapper json = new ObjectMapper();

        @Test
        void as_a_string() throws Exception {
            assertThat(read("\"a\\u00e9\\ud83d\\udd11\"").value().reveal()).isEqualTo("aé\uD83D\uDD11");
            assertThat(read("\"\"").value().reveal()).isEmpty();
        }

        @Test
        void as_null_if_it_is_null_or_absent() throws Exception {
            assertThat(read("null").value()).isNull();
            assertThat(json.readValue("{\"name\":\"n\"}", Request.class).value())
                    .isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"4711", "4711.5", "true", "{\"a\":4711}", "[\"4711\"]", "[]"})
        void as_nothing_else_and_the_error_does_not_repeat_it(String value) {
            json.enable(DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS);
            assertThatThrownBy(() -> read(value)).satisfies(failure -> {
                ApiException answer = (ApiException) rootOf(failure);
                assertThat(answer.code()).isEqualTo(ErrorCode.InvalidParameter);
                assertThat(answer).hasMessage("value: must be a string");
                assertThat(failure).hasMessageNotContaining("4711");
            });
        }

        private Request read(String value) throws Exception {
            return json.readValue("{\"name\": \"n\", \"value\": " + value + "}", Request.class);
        }

        private static Throwable rootOf(Throwable failure) {
            return failure.getCause() == null ? failure : rootOf(failure.getCause());
        }
    }
}
