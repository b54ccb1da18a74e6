package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.Service;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service and other processes on the same machine. */
class StrangerIT {
    private static final Pattern STORE = Pattern.compile("The embedded store listens on 127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    Path folder;

    @Test
    void other_processes_cannot_use_its_store_and_a_kill_leaves_no_library_behind() throws Exception {
        Path credential = folder.resolve("credential");
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Map<String, String> settings = Map.of(
                "QUARKUS_LOG_LEVEL",
                "DEBUG",
                "QUARKUS_LOG_CATEGORY__ORG_MONGODB_DRIVER__LEVEL",
                "DEBUG",
                "QUARKUS_LOG_CATEGORY__IO_NETTY__LEVEL",
                "DEBUG",
                "VALISE_EMBEDDED_CREDENTIAL_FILE",
                credential.toString(),
                "JAVA_TOOL_OPTIONS",
                "-Djava.io.tmpdir=" + temporary);
        try (Service service = Service.start(folder, settings)) {
            String base = service.ready();
            HttpResponse<String> page = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(base + "/openapi?format=json"))
                                    .header("Accept-Encoding", "br, gzip")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            Matcher store = STORE.matcher(service.output());
            assertThat(store.find()).isTrue();
            assertUnanswered(Integer.parseInt(store.group(1)));
            assertThat(service.output())
                    .contains("did not send its credential")
                    .doesNotContain(Files.readString(credential));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credential)))
                    .isEqualTo("rw-------");
        }
        try (var left = Files.list(temporary)) {
            assertThat(left).noneMatch(file -> file.getFileName().toString().contains("brotli"));
        }
    }

    /** Sends {@code {ping: 1, $db: "admin"}} as a driver would. */
    private static void assertUnanswered(int port) throws Exception {
        byte[] ping = {
            51,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            (byte) 0xdd,
            7,
            0,
            0,
            0,
            0,
            0,
            0,
            0, //
            30,
            0,
            0,
            0,
            16,
            'p',
            'i',
            'n',
            'g',
            0,
            1,
            0,
            0,
            0,
            2,
            '$',
            'd',
            'b',
            0,
            6,
            0,
            0,
            0,
            'a',
            'd',
            'm',
            'i',
            'n',
            0,
            0
        };
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(ping);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException closedWhileThereWasMoreToRead) {
            assertThat(closedWhileThereWasMoreToRead).hasMessageContaining("reset");
        }
    }
}
