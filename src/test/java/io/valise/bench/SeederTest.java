package io.valise.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.apps.App;
import io.valise.auth.Given;
import io.valise.auth.Project;
import io.valise.revisions.Seeder;
import io.valise.runtime.Snapshots;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Seeds a store, and prints how much space an app with history takes there. In the build it checks with a few apps that
 * it writes what the service would have written. As a tool it fills the store that the settings name:
 * {@code docs/scale.md} has the command.
 */
@QuarkusTest
@InProcess("the product's own classes, which write to the store directly")
class SeederTest {
    /** How many apps to make in the store's first project. */
    private static final int APPS = Integer.getInteger("seed.apps", 0);

    private static final int REVISIONS = Integer.getInteger("seed.revisions", 25);
    private static final Duration PATIENCE = Duration.ofHours(1);
    /** In this time an instance looks at each app once, among other things. */
    private static final Duration WALK = Duration.ofSeconds(30);

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    @Inject
    Given given;

    @Inject
    Seeder seeder;

    @Inject
    MongoClient store;

    @Inject
    Snapshots snapshots;

    @Inject
    MeterRegistry meters;

    @Test
    void seeded_apps_are_as_if_requests_had_made_them() {
        Api owner = Api.of(given.accessToken());
        seed(new ObjectId(owner.project()), 3);
        String app = owner.request().get(owner.apps()).getString("[2]._id");
        Api seeded = owner.to(app);
        assertThat(seeded.get("/deployments").getList("[*]._id")).hasSize(REVISIONS);
        seeded.get("/values").statusCode(200);
        seeded.value("added", 1);
        Program program = Program.of(seeded);
        assertThat(program.value("api-key")).contains("made-up-content-of-seeded-2");
        assertThat(program.value("value-0")).contains("https://service.example/v");
        String check = owner.request()
                .get(Api.PREFIX + "/groups/" + owner.project() + "/audit/check")
                .asString();
        assertThat(check).contains("\"intact\":true");
    }

    @Test
    @EnabledIfSystemProperty(named = "seed.apps", matches = "\\d+")
    void the_store_that_the_settings_name_is_filled() throws Exception {
        Project first = Project.<Project>findAll().firstResult().await().atMost(PATIENCE);
        seed(first, APPS);
        tellSizes();
        tellCommands(first, 1);
        tellCommands(first, Math.min(APPS, 300));
    }

    private void seed(ObjectId projectId, int apps) {
        seed(Project.<Project>findById(projectId).await().atMost(PATIENCE), apps);
    }

    private void seed(Project project, int apps) {
        long begin = System.nanoTime();
        long worked = PROCESS.getProcessCpuTime();
        seeder.seed(project.id, project.owners.get(0), apps, REVISIONS).await().atMost(PATIENCE);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%,d apps at revision %d seeded in %.1f s, %.1f CPU-seconds%n",
                apps, REVISIONS, seconds, (PROCESS.getProcessCpuTime() - worked) / 1e9);
    }

    /** Prints the size of the documents, without indexes and before the store's compression. */
    private void tellSizes() {
        var database = store.getDatabase("valise");
        for (String name : new TreeSet<>(database.listCollectionNames().into(new ArrayList<>()))) {
            long count = 0;
            long bytes = 0;
            for (RawBsonDocument document :
                    database.getCollection(name, RawBsonDocument.class).find().batchSize(1_000)) {
                count++;
                bytes += document.getByteBuffer().remaining();
            }
            System.out.printf(
                    "%-20s %,9d documents, %,12d bytes, %,6d each%n",
                    name, count, bytes, count == 0 ? 0 : bytes / count);
        }
    }

    /** Prints the commands that an idle instance sends to the store. */
    private void tellCommands(Project project, int apps) throws InterruptedException {
        App.<App>find(new Document("project", project.id))
                .page(0, apps)
                .list()
                .await()
                .atMost(PATIENCE)
                .forEach(app -> {
                    long loaded = snapshots.of(app.id).await().atMost(PATIENCE).revision();
                    assertThat(loaded).isPositive();
                });
        double before = commands();
        Thread.sleep(WALK.toMillis());
        System.out.printf("%,d apps loaded: %.1f commands a second%n", apps, (commands() - before) / WALK.toSeconds());
    }

    private double commands() {
        return meters.find("valise.store.command").timers().stream()
                .mapToDouble(Timer::count)
                .sum();
    }
}
