package io.valise.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1.10 | 1.1
        -0 | 0
        1e2 | 100
        12345678901234567890 | 12345678901234567890.000
        {"a":1,"b":[2]} | {"b":[2.0],"a":1}
        """)
    void meansTheSameHoweverItIsWritten(String one, String other) {
        assertThat(Tree.known(one)).isEqualTo(Tree.known(other)).hasSameHashCodeAs(Tree.known(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1 | "1"
        [1,2] | [2,1]
        12345678901234567890 | 12345678901234567891
        1e400 | 1e401
        1e99999999999 | 1e99999999998
        {"a":null} | {}
        """)
    void differsWhereItMeansSomethingElse(String one, String other) {
        assertThat(Tree.known(one)).isNotEqualTo(Tree.known(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.10",
                "12345678901234567890",
                "1e400",
                "-0",
                "[1,{\"b\":2,\"a\":\"\\u2028 \\uD800 é\"}]",
                "\"\""
            })
    void isWrittenAsItWasRead(String json) throws Tree.Malformed {
        String text = Tree.parse(json).compact();

        assertThat(Tree.parse(text).compact()).isEqualTo(text);
        assertThat(Tree.parse(Tree.parse(text).pretty()).compact()).isEqualTo(text);
    }

    @Test
    void isIndentedByFourSpaces() {
        assertThat(Tree.known("{\"a\":[1.10,{},[],\"\\ud800/\\u0001\"],\"b\":{\"c\":null}}")
                        .pretty())
                .isEqualTo("""
                    {
                        "a": [
                            1.10,
                            {},
                            [],
                            "\\ud800/\\u0001"
                        ],
                        "b": {
                            "c": null
                        }
                    }
                    """);
    }

    @ParameterizedTest
    @CsvSource({
        "12345678901234567890, 12345678901234567000",
        "9007199254740993, 9007199254740992",
        "0.1000000000000000055511151231257827, 0.1",
        "1e-400, 0",
        "1.10, 1.1"
    })
    void keepsDigitsThatGotLostInAProgramWithFloatingPointNumbers(String stored, String sent) {
        assertThat(Tree.known(sent).like(Tree.known(stored), true).compact()).isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource({
        "12345678901234567890, 12345678901234567891",
        "9007199254740993, 9007199254740994",
        "0.1, 0.10000000000000001",
        "1e400, 1e401",
        "1, 2"
    })
    void takesANumberThatSomebodyEdited(String stored, String sent) {
        assertThat(Tree.known(sent).like(Tree.known(stored), true).compact()).isEqualTo(sent);
    }

    @Test
    void everyNumberThatIsReadAsADoubleAndSentBackIsTheStoredOne() {
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            String stored = random.nextInt(1_000_000) + "." + Long.toUnsignedString(random.nextLong()) + "e"
                    + (random.nextInt(600) - 300);
            String sent = Double.toString(Double.parseDouble(stored));
            if (!Double.isInfinite(Double.parseDouble(stored))) {
                assertThat(Tree.known(sent).like(Tree.known(stored), true).compact())
                        .isEqualTo(stored);
            }
        }
    }

    @Test
    void takesTheOrderOfAnOlderOneWhereTheFieldsAreTheSame() {
        Tree older = Tree.known("{\"b\":1,\"a\":2,\"gone\":3}");

        assertThat(Tree.known("{\"a\":5,\"b\":1,\"new\":4}").like(older, false).compact())
                .isEqualTo("{\"b\":1,\"a\":5,\"new\":4}");
    }

    /** An object that was stored before such objects were refused. */
    @Test
    void takesTheLastOfTwoFieldsOfAStoredContent() {
        assertThat(Tree.known("{\"a\":1,\"b\":[{\"c\":1,\"c\":2}],\"a\":3}").compact())
                .isEqualTo("{\"a\":3,\"b\":[{\"c\":2}]}");
    }

    @Test
    void saysWhereItIsBrokenAndNotWhatIsThere() {
        assertThatThrownBy(() -> Tree.parse("{\"a\": made-up}"))
                .hasMessage("is not well-formed JSON at line 1, column 7");
        assertThatThrownBy(() -> Tree.parse("")).hasMessage("is empty");
        assertThatThrownBy(() -> Tree.parse("{\"a\": 1, \"a\": 2}"))
                .hasMessageStartingWith("has the field a twice in one object at line 1");
        assertThatThrownBy(() -> Tree.parse("[1] 2")).hasMessageStartingWith("goes on after the end");
        assertThatThrownBy(() -> Tree.parse("[".repeat(1_000))).isInstanceOf(Tree.Malformed.class);
    }
}
