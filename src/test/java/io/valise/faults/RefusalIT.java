package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.store.embedded.StoreOnItsOwn;
import io.valise.testing.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service does not start with a data folder or a master key that is not its own. */
class RefusalIT {
    private static final String OTHER_KEY =
            Base64.getEncoder().encodeToString("another key of 32 bytes in all!!".getBytes());

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void aFolderThatWasUsed() throws Exception {
        data = folder.resolve("data");
        try (Service first = start(Map.of())) {
            first.ready();
        }
    }

    @Test
    void a_data_folder_that_another_process_has_open() throws Exception {
        try (Service running = start(Map.of())) {
            String base = running.ready();
            refuses(Map.of(), "Valise does not start: the data folder " + data + " is in use by another process.");
            assertThat(Client.isReady(base)).isTrue();
            Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY).newApp("unharmed");
        }
    }

    @Test
    void a_data_folder_of_a_newer_version() throws Exception {
        Path file = data.resolve("valise.mv");
        StoreOnItsOwn.raiseFormat(file);
        byte[] before = Files.readAllBytes(file);
        refuses(
                Map.of(),
                "Valise does not start: the data folder " + data + " was written by a newer version of Valise.");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void a_master_key_that_is_not_the_one_of_the_data() throws Exception {
        refuses(
                Map.of("VALISE_MASTER_KEY", OTHER_KEY),
                "Valise does not start: the store holds data keys under master key");
        try (Service again = start(Map.of())) {
            again.ready();
        }
    }

    @Test
    void a_master_key_file_that_is_gone() throws Exception {
        Files.delete(data.resolve("master.key"));
        refuses(Map.of(), "master.key is missing: restore it from your copy");
        assertThat(data.resolve("master.key")).doesNotExist();
    }

    @Test
    void a_store_that_was_lost_beside_its_master_key() throws Exception {
        Files.delete(data.resolve("valise.mv"));
        refuses(Map.of(), "Valise does not start: the data folder " + data + " has lost its store");
        Files.delete(data.resolve("master.key"));
        refuses(Map.of(), "Valise does not start: the data folder " + data + " has lost its store");
        assertThat(data.resolve("valise.mv")).doesNotExist();
        assertThat(data.resolve("master.key")).doesNotExist();

        Files.delete(data.resolve("first-start.done"));
        try (Service anew = start(Map.of())) {
            anew.ready();
        }
    }

    @Test
    void a_data_folder_that_is_a_file() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        refuses(
                Map.of("VALISE_DATA_DIR", file.toString()),
                "Valise does not start: the data folder " + file + " is not a folder.");
    }

    @Test
    void half_a_bootstrap_key_pair() throws Exception {
        refuses(
                Map.of("VALISE_BOOTSTRAP_PRIVATE_KEY", ""),
                "Valise does not start: VALISE_BOOTSTRAP_PUBLIC_KEY is set");
    }

    private Service start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("VALISE_DATA_DIR", data.toString()));
        all.putAll(settings);
        return Service.start(folder, all);
    }

    private void refuses(Map<String, String> settings, String sentence) throws Exception {
        try (Service service = start(settings)) {
            assertThat(service.ended()).as(service.output()).isNotZero();
            assertThat(service.output())
                    .containsOnlyOnce(sentence)
                    .doesNotContain("Exception", "\tat ", OTHER_KEY, Client.PRIVATE_KEY);
        }
    }
}
