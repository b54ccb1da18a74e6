package io.valise.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.Service;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as an operator sees it: a process, its exit code and its output. */
class StartRefusalIT {
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
                "Valise does not start: valise.master-key: master key 1 must be base64 of 32 bytes, but has 12");
    }

    @Test
    void with_a_master_key_file_that_does_not_exist() throws Exception {
        refuses(
                Map.of("VALISE_MASTER_KEY_FILE", "/nowhere/master.key"),
                "Valise does not start: valise.master-key-file (/nowhere/master.key) does not exist");
    }

    @Test
    void with_a_key_in_a_KMS_that_this_build_has_no_client_for() throws Exception {
        refuses(
                Map.of("VALISE_MASTER_KEY", "aws-kms://arn:aws:kms:us-east-1:1:key/bm90IDMyIGJ5dGVz"),
                "Valise does not start: valise.master-key: master key 1 is the aws-kms:// URI of a KMS key, but this"
                        + " build has no client for it: build the jar with ./mvnw package -Paws-kms");
    }

    private void refuses(Map<String, String> settings, String sentence) throws Exception {
        try (Service service = Service.start(folder, settings)) {
            assertThat(service.ended()).isNotZero();
            assertThat(service.output())
                    .containsOnlyOnce(sentence)
                    .doesNotContain("Exception", "\tat ", "bm90IDMyIGJ5dGVz", "Listening");
        }
    }
}
