package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.valise.faults.Client.Reply;
import io.valise.testing.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service on a disk that fills up and later has free space again. */
class FullDiskIT {
    private static final String CONTENT = "made-up-content ".repeat(2_000);

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mountASmallDisk() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=14m", "tmpfs", disk.toString()))
                .as("Skipped: only root can mount a small disk here")
                .isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    @Test
    void writes_fail_log_ins_deletions_and_reads_go_on_and_room_mends_it() throws Exception {
        Path other = Files.write(disk.resolve("something-else"), new byte[4 << 20]);
        Map<String, String> settings =
                Map.of("VALISE_DATA_DIR", disk.resolve("data").toString());
        try (Service service = Service.start(folder, settings)) {
            String base = service.ready();
            Client me = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
            String app = me.newApp("full");
            Set<String> written = new HashSet<>();
            Reply refused = fill(me, app, written);

            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.error()).isEqualTo("StoreUnavailable");
            assertThat(refused.retryAfter()).matches("[1-9][0-9]*");
            assertThat(written).hasSizeGreaterThan(5);
            for (int again = 0; again < 5; again++) {
                assertThat(change(me, app, "more" + again).status()).isEqualTo(503);
            }
            assertReadable(me, app, written);
            assertThat(storeIn(base)).contains("degraded", "full");

            Client again = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
            for (int each = 0; each < 3; each++) {
                String id = again.get(app + "/values").each("_id").get(0);
                String name = again.get(app + "/values").each("name").get(0);
                assertThat(again.delete(app + "/values/" + id).status()).isEqualTo(204);
                written.remove(name);
            }
            assertReadable(again, app, written);

            Files.delete(other);
            Await.until(
                    "there is room again",
                    () -> change(me, app, "after-" + System.nanoTime()).status() == 201);
            assertReadable(me, app, written);
            Await.until("the store is whole again", () -> !storeIn(base).contains("degraded"));
            assertThat(service.output()).doesNotContain("\tat ", CONTENT, Client.PRIVATE_KEY, "Internal error");
        }
        try (Service again = Service.start(folder, settings)) {
            Client me = Client.login(again.ready(), Client.PUBLIC_KEY, Client.PRIVATE_KEY);
            String app = "/apps/" + me.get("/apps").each("_id").get(0);
            assertThat(me.get(app + "/values").json().size()).isGreaterThan(5);
        }
    }

    private static String storeIn(String base) {
        return Client.send(base, "", "GET", "/q/health/ready", null).body();
    }

    private static Reply fill(Client me, String app, Set<String> written) {
        for (int number = 0; number < 1_000; number++) {
            Reply reply = change(me, app, "value" + number);
            if (reply.status() != 201) {
                return reply;
            }
            written.add("value" + number);
        }
        throw new AssertionError("the disk is not full");
    }

    private static Reply change(Client me, String app, String name) {
        return me.post(app + "/values", Map.of("name", name, "value", CONTENT));
    }

    private static void assertReadable(Client me, String app, Set<String> written) {
        assertThat(me.get(app + "/values").each("name")).containsAll(written);
        String first = me.get(app + "/values").each("_id").get(0);
        assertThat(me.get(app + "/values/" + first).json().get("value").asText())
                .isEqualTo(CONTENT);
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }
}
