package io.valise.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data folders that the store refuses to open, and the message for each. */
class RefusalTest {
    @TempDir
    Path folder;

    private AbstractThrowableAssert<?, ?> assertRefused(Path data) {
        return assertThatThrownBy(
                        () -> EmbeddedServer.open(data, true, Set.of()).close())
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageStartingWith("Valise does not start: the data folder " + data + " ")
                .hasMessageEndingWith(".");
    }

    @Test
    void a_folder_in_use_is_refused_and_its_user_is_not_disturbed() {
        try (var running = RunningStore.open(folder)) {
            assertRefused(folder).hasMessageContaining("is in use by another process");
            running.collection("items").insertOne(new Document("_id", 1));
            assertThat(running.collection("items").countDocuments()).isOne();
        }
    }

    @Test
    void a_folder_of_a_newer_version_is_refused_and_left_unchanged() throws Exception {
        EmbeddedServer.open(folder, true, Set.of()).close();
        var file = folder.resolve("valise.mv");
        StoreOnItsOwn.raiseFormat(file);
        byte[] before = Files.readAllBytes(file);
        assertRefused(folder).hasMessageContaining("was written by a newer version of Valise");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void a_folder_that_cannot_be_created_is_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused(file.resolve("data")).hasMessageContaining("cannot be written");
        assertRefused(file).hasMessageContaining("is not a folder");
    }

    @Test
    void a_file_that_is_not_a_store_is_refused() throws Exception {
        Files.write(folder.resolve("valise.mv"), "x".repeat(20_000).getBytes(StandardCharsets.US_ASCII));
        assertRefused(folder).hasMessageContaining("damaged");
    }

    @Test
    void only_the_owner_can_read_folder_and_file() throws Exception {
        var data = folder.resolve("a/b");
        EmbeddedServer.open(data, true, Set.of()).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("valise.mv"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_folder_that_has_lost_its_file_is_refused_until_the_rest_is_moved_away() throws Exception {
        Path file = folder.resolve("valise.mv");
        try (var first = EmbeddedServer.open(folder, true, Set.of())) {
            first.markUsed();
        }
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        assertRefused(folder).hasMessageContaining("has lost its store");
        assertThat(file).doesNotExist();
        Files.write(file, new byte[0]);
        assertRefused(folder).hasMessageContaining("has lost its store");
        Files.write(file, Arrays.copyOf(whole, 5_000));
        assertRefused(folder).hasMessageContaining("has lost its store");
        assertThat(file).hasSize(5_000);

        Files.delete(file);
        Files.move(folder.resolve("first-start.done"), folder.resolve("moved"));
        Files.writeString(folder.resolve("master.key"), "a made-up key");
        assertRefused(folder).hasMessageContaining("has lost its store");
        Files.delete(folder.resolve("master.key"));
        EmbeddedServer.open(folder, true, Set.of()).close();
    }

    @Test
    void a_store_that_was_replaced_by_an_empty_one_is_refused() throws Exception {
        EmbeddedServer.open(folder, true, Set.of()).close();
        Files.writeString(folder.resolve("master.key"), "a made-up key");
        assertRefused(folder).hasMessageContaining("has lost its store");
    }

    @Test
    void a_first_start_that_was_killed_at_any_step_starts_again() throws Exception {
        Path file = folder.resolve("valise.mv");
        Files.createFile(file);
        EmbeddedServer.open(folder, true, Set.of()).close();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, 4_096));
        EmbeddedServer.open(folder, true, Set.of()).close();
    }

    @Test
    void a_file_that_others_could_read_is_no_longer_readable_to_them() throws Exception {
        EmbeddedServer.open(folder, true, Set.of()).close();
        Path file = folder.resolve("valise.mv");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));
        EmbeddedServer.open(folder, true, Set.of()).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_folder_with_other_files_keeps_its_permissions() throws Exception {
        Files.writeString(folder.resolve("notes"), "somebody else's");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        EmbeddedServer.open(folder, true, Set.of()).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("valise.mv"))))
                .isEqualTo("rw-------");
    }
}
