package io.valise.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promises of an export's zip that neither the JDK's writer nor commons-compress keeps by itself. */
class ZipWriterTest {
    @TempDir
    Path folder;

    private static byte[] zip(int files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ZipWriter zip = new ZipWriter();
        out.writeBytes(zip.folder("values/"));
        for (int i = 0; i < files; i++) {
            out.writeBytes(zip.file(
                    "values/ä" + i + ".json",
                    ("{\"n\":" + i + "}").repeat(i % 8).getBytes()));
        }
        out.writeBytes(zip.end());
        return out.toByteArray();
    }

    private FileSystem open(byte[] zip) throws IOException {
        URI place =
                URI.create("jar:" + Files.write(folder.resolve("a.zip"), zip).toUri());
        return FileSystems.newFileSystem(place, Map.of("enablePosixFileAttributes", "true"));
    }

    @Test
    void entries_carry_unix_modes_and_their_contents() throws IOException {
        try (FileSystem zip = open(zip(8))) {
            assertThat(mode(zip, "values/")).isEqualTo("rwxr-xr-x");
            assertThat(mode(zip, "values/ä7.json")).isEqualTo("rw-r--r--");
            assertThat(Files.readString(zip.getPath("values/ä3.json"), StandardCharsets.UTF_8))
                    .isEqualTo("{\"n\":3}{\"n\":3}{\"n\":3}");
        }
    }

    private static String mode(FileSystem zip, String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(zip.getPath(path)));
    }

    @Test
    void a_zip_can_have_more_entries_than_65535() throws IOException {
        try (FileSystem zip = open(zip(70_000))) {
            assertThat(zip.getPath("values/ä69999.json")).exists();
        }
    }

    @Test
    void the_same_files_are_the_same_bytes() {
        assertThat(zip(8)).isEqualTo(zip(8));
    }
}
