package io.valise.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that every error code is documented, has the documented status, and is expected by a test. */
class ErrorCodesTest {
    private static final Path PAGE = Path.of("docs/errors.md");
    private static final Path TESTS = Path.of("src/test/java/io/valise");

    private static final Pattern ROW =
            Pattern.compile("\\| <a id=\"(\\w+)\"></a>`(\\w+)` \\| ([0-9, ]+) \\| (\\S.*\\S) \\| (\\S.*\\S) \\|");

    /** The documented statuses of each code, its own first. */
    private static Map<String, List<String>> documented() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(row.group(1)).as("the anchor of the row").isEqualTo(row.group(2));
                List<String> before =
                        rows.put(row.group(1), List.of(row.group(3).split(", ")));
                assertThat(before).as("another row of " + row.group(1)).isNull();
            }
        }
        return rows;
    }

    @Test
    void the_page_has_a_row_for_each_in_their_order() throws IOException {
        assertThat(documented().keySet())
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    }

    @ParameterizedTest
    @EnumSource
    void has_the_status_that_the_page_says(ErrorCode code) throws IOException {
        assertThat(documented().get(code.name())).first().isEqualTo(String.valueOf(code.status()));
    }

    @ParameterizedTest
    @EnumSource
    void links_to_its_row(ErrorCode code) {
        assertThat(ErrorBodies.link("/docs/errors", code)).isEqualTo("/docs/errors#" + code.name());
    }

    /**
     * Looks for the code's name in quotes. That does not prove that the code is reached, but the test that expects it
     * fails if it is not.
     */
    @ParameterizedTest
    @EnumSource
    void is_expected_by_a_test(ErrorCode code) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            assertThat(files.filter(file -> file.toString().matches(".*(Test|IT)\\.java")))
                    .anySatisfy(test -> assertThat(Files.readString(test)).containsPattern(code.name() + "\\\\?\""));
        }
    }
}
