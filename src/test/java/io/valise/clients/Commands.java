package io.valise.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs for a test, in one folder and with one environment. A failure shows their output. */
record Commands(Path folder, Map<String, String> environment) {
    private static final int TIMEOUT_MINUTES = 5;

    /** Fails with the program's output unless its exit code is 0. */
    void run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".txt");
        try {
            Process process = start(output, command);
            try {
                assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES))
                        .as("%s ends", List.of(command))
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue())
                    .as("%s%n%s", List.of(command), Files.readString(output))
                    .isZero();
        } finally {
            Files.delete(output);
        }
    }

    /** Skips the test, with a message, if a program is missing. With {@code CI=true} it fails instead. */
    static void need(String... programs) {
        skipWithout(Stream.of(programs).filter(program -> !isInstalled(program)).toList());
    }

    /**
     * Returns the file that an environment variable names. If it is not set, the test is skipped or fails as in
     * {@link #need}.
     */
    static Path fileOf(String variable) {
        String file = System.getenv(variable);
        skipWithout(file == null ? List.of(variable) : List.of());
        return Path.of(file);
    }

    private static void skipWithout(List<String> missing) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(missing).as("missing requirements of the client's test").isEmpty();
        }
        if (!missing.isEmpty()) {
            System.out.println("Skipped: the test of a client needs " + String.join(" and ", missing));
        }
        assumeTrue(missing.isEmpty());
    }

    /** Starts a program in the background. Its output goes to the file. */
    Process start(Path output, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Whether there is a program of this name on the path. */
    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
