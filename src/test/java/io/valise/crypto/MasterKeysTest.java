package io.valise.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeysTest {
    @TempDir
    Path folder;

    @Test
    void come_from_the_setting_or_from_the_file_it_names() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), MasterKeyParserTest.B + "\n" + MasterKeyParserTest.A);
        MasterKeyRing ring = MasterKeys.from(settings(Map.of("VALISE_MASTER_KEY_FILE", file.toString())), false);
        assertThat(ring.ids())
                .isEqualTo(MasterKeys.from(
                                settings(Map.of(
                                        "VALISE_MASTER_KEY", MasterKeyParserTest.B + "," + MasterKeyParserTest.A)),
                                true)
                        .ids())
                .hasSize(2);
    }

    @Test
    void must_not_come_from_both() {
        Map<String, String> both =
                Map.of("VALISE_MASTER_KEY", MasterKeyParserTest.A, "VALISE_MASTER_KEY_FILE", "/run/secrets/key");
        assertThatThrownBy(() -> MasterKeys.from(settings(both), true))
                .hasMessage("valise.master-key and valise.master-key-file are both set; keep one");
    }

    @Test
    void must_be_set_with_a_server() {
        assertThatThrownBy(() -> MasterKeys.from(settings(Map.of()), false))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageStartingWith("with a MongoDB server a master key must be set: VALISE_MASTER_KEY");
    }

    @Test
    void of_the_embedded_store_are_made_once_in_a_file_for_its_owner_only() throws Exception {
        Path data = folder.resolve("not/yet/there");
        MasterKeyRing made = MasterKeys.from(settings(Map.of("VALISE_DATA_DIR", data.toString())), true);
        assertThat(data).doesNotExist();

        try (LogLines log = LogLines.of(MasterKeyFile.class)) {
            made.primary().aead().encrypt(new byte[0], new byte[0]);
            made.primary().aead().encrypt(new byte[0], new byte[0]);
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains(data.resolve("master.key").toString())
                            .doesNotContain(
                                    Files.readString(data.resolve("master.key")).strip()));
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("master.key"))))
                .isEqualTo("rw-------");
        assertThat(data).isDirectoryNotContaining(file -> !file.endsWith("master.key"));
        assertThat(MasterKeyFile.in(data, new SecureRandom()).ids()).isEqualTo(made.ids());
    }

    @Test
    void do_not_overwrite_one_that_another_process_has_created() throws Exception {
        MasterKeyRing late = MasterKeyFile.in(folder, new SecureRandom());
        Files.writeString(folder.resolve("master.key"), MasterKeyParserTest.A);
        assertThatThrownBy(() -> late.primary().aead().encrypt(new byte[0], new byte[0]))
                .isInstanceOf(MasterKeyException.class);
        assertThat(folder.resolve("master.key")).hasContent(MasterKeyParserTest.A);
    }

    private static CryptoSettings settings(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .withMapping(CryptoSettings.class)
                .addDefaultInterceptors()
                .build()
                .getConfigMapping(CryptoSettings.class);
    }
}
