package io.valise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** SECURITY.md names, for each promise, the test that proves it. */
class SecurityPromisesTest {
    private static final Path TESTS = Path.of("target/test-classes");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT)(?:\\.\\w+)*)\\.(\\w+)`");

    @Test
    void each_promise_names_an_existing_test() throws IOException {
        List<String> named = NAMED.matcher(Files.readString(Path.of("SECURITY.md")))
                .results()
                .filter(test -> !isThere(test.group(1).replace('.', '$'), test.group(2)))
                .map(test -> test.group(1) + "." + test.group(2))
                .toList();
        assertThat(named)
                .as("tests that SECURITY.md names but that do not exist")
                .isEmpty();
    }

    @Test
    void each_row_of_a_table_names_a_test_or_says_that_there_is_none() throws IOException {
        Pattern shown = Pattern.compile("\\| (–|Shown by|.*`\\w+(Test|IT)\\.[\\w.]+`.*) \\|$");
        assertThat(Files.readAllLines(Path.of("SECURITY.md")).stream()
                        .filter(line ->
                                line.startsWith("| ") && !shown.matcher(line).find()))
                .isEmpty();
    }

    private static boolean isThere(String type, String method) {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.endsWith(type + ".class"))
                    .map(file -> TESTS.relativize(file).toString().replace('/', '.'))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .anyMatch(name -> hasTest(name, method));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static boolean hasTest(String type, String method) {
        try {
            return Arrays.stream(Class.forName(type, false, SecurityPromisesTest.class.getClassLoader())
                            .getDeclaredMethods())
                    .anyMatch(test ->
                            test.getName().equals(method) && AnnotationSupport.isAnnotated(test, Testable.class));
        } catch (ClassNotFoundException absent) {
            throw new AssertionError(absent);
        }
    }
}
