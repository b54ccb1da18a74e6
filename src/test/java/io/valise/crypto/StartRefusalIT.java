package io.valise.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as an operator meets it: a process, its exit code, and what it says. */
class StartRefusalIT {
    private static final Path NATIVE = Path.of(System.getProperty("native.image.path", "target/none"));
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    @TempDir
    Path folder;

    @Test
    void without_a_master_key_for_a_server() throws Exception {
        refuses(
                Map.of("QUARKUS_MONGODB_CONNECTION_STRING", "mongodb://127.0.0.1:1"),
                "Valise does not start: with a MongoDB server a master key must be set: VALISE_MASTER_KEY");
    }

    @Test
    void with_a_master_key_that_is_malformed() throws Exception {
        refuses(
                Map.of("VALISE_MASTER_KEY", "bm90IDMyIGJ5dGVz"),
                "Valise does not start: valise.master-key: master key 1 must be base64 of 32 bytes, and is of 12");
    }

    @Test
    void with_a_master_key_file_that_is_not_there() throws Exception {
        refuses(
                Map.of("VALISE_MASTER_KEY_FILE", "/nowhere/master.key"),
                "Valise does not start: valise.master-key-file (/nowhere/master.key) does not exist");
    }

    @Test
    void with_a_key_in_a_KMS_that_this_build_has_no_client_for() throws Exception {
        refuses(
                Map.of("VALISE_MASTER_KEY", "aws-kms://arn:aws:kms:us-east-1:1:key/bm90IDMyIGJ5dGVz"),
                "Valise does not start: valise.master-key: master key 1 is a key in a KMS by its aws-kms:// URI, and this"
                        + " build has no client for it: build the jar with ./mvnw package -Paws-kms");
    }

    private void refuses(Map<String, String> environment, String sentence) throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder service = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        service.environment().putAll(environment);
        service.environment().put("QUARKUS_HTTP_PORT", "0");
        Process process = service.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(text(output)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isNotZero();
        assertThat(text(output))
                .containsOnlyOnce(sentence)
                .doesNotContain("Exception", "\tat ", "bm90IDMyIGJ5dGVz", "Listening");
    }

    private static List<String> command() {
        return Files.isExecutable(NATIVE)
                ? List.of(NATIVE.toString())
                : List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.toAbsolutePath().toString());
    }

    private static String text(Path output) throws IOException {
        return Files.readString(output);
    }
}
