package io.valise.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that a test calls, in one folder and with one environment; what they print is in the failure. */
record Commands(Path folder, Map<String, String> environment) {
    private static final int TIMEOUT_MINUTES = 5;

    /** Fails, showing what was printed, unless the program ends with 0. */
    void run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
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

    /** Whether there is a program of this name on the path. */
    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
