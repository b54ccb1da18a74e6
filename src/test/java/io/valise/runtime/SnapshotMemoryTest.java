package io.valise.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.Program;
import io.valise.testing.UnusualSettings;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

@QuarkusTest
@InProcess("a setting of its own, and the snapshots in memory")
@TestProfile(UnusualSettings.class)
class SnapshotMemoryTest {
    private static final int APPS = 8;
    /** The approximate memory of one app with its listing. */
    private static final int APP_BYTES = 200_000;

    private static final String BIG = "x".repeat(100_000);

    @Inject
    Given given;

    @Inject
    Snapshots snapshots;

    @Test
    void apps_over_the_memory_limit_are_evicted_and_loaded_again_by_one_read() {
        List<Api> apps = IntStream.range(0, APPS)
                .mapToObj(i -> Api.withNewApp(given.accessToken(), "App" + i))
                .toList();
        apps.forEach(app -> app.value("big", BIG));
        List<Program> programs = apps.stream().map(Program::of).toList();
        Set<ObjectId> ids = apps.stream().map(Api::app).map(ObjectId::new).collect(Collectors.toSet());
        for (int round = 0; round < 3; round++) {
            for (Program program : programs) {
                assertThat(program.value("big")).isEqualTo('"' + BIG + '"');
            }
        }
        Awaited.until(
                () -> snapshots.apps().stream().filter(ids::contains).count(),
                loaded -> loaded <= UnusualSettings.RUNTIME_MEMORY / APP_BYTES);
        assertThat(programs.get(0).value("big")).hasSize(BIG.length() + 2);
    }
}
