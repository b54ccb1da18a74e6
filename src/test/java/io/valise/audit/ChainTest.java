package io.valise.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import com.jayway.jsonpath.JsonPath;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain of a project under concurrent writes, and its check. */
@OnAnyStore
@QuarkusTest
class ChainTest {
    @Inject
    Given given;

    @Inject
    Heads heads;

    @Inject
    MeterRegistry meters;

    @TempDir
    Path folder;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "shop");
    }

    private String projectLog() {
        return app.apps().replaceAll("/apps$", "/audit");
    }

    private Answer check() {
        return app.request().get(projectLog() + "/check").statusCode(200);
    }

    private List<String> lines() {
        byte[] export =
                app.request().accept("application/x-ndjson").get(projectLog()).asByteArray();
        return new String(export, StandardCharsets.UTF_8).lines().toList();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    private static AuditEntry entry(ObjectId project) {
        AuditEntry entry = new AuditEntry();
        entry.id = new ObjectId();
        entry.project = project;
        entry.scope = project;
        entry.at = 1795424400;
        entry.action = "value.update";
        entry.origin = "API";
        entry.result = "ok";
        return entry;
    }

    @Test
    void has_no_gap_and_no_fork_under_concurrent_writes() {
        ObjectId project = new ObjectId(app.project());
        long before = check().getLong("entries");
        // Each has its own newest entry, as separate instances have.
        List<Chain> instances =
                List.of(new Chain(project, heads), new Chain(project, heads), new Chain(project, heads));
        List<AuditEntry> entries = new ArrayList<>();
        List<Uni<Void>> appends = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            AuditEntry entry = entry(project);
            entries.add(entry);
            appends.add(instances.get(i % 3).append(entry));
        }
        IntStream.range(0, 10).parallel().forEach(i -> app.value("v" + i, i));
        await(Uni.join().all(appends).andFailFast());

        Answer check = check();
        assertThat(check.getBoolean("intact")).isTrue();
        assertThat(check.getLong("entries")).isEqualTo(before + 310);
        assertThat(entries).extracting(entry -> entry.id).doesNotHaveDuplicates();
        awaitSigned(before + 310);
    }

    @Test
    void contains_an_entry_once_however_often_it_is_appended() {
        ObjectId project = new ObjectId(app.project());
        AuditEntry first = entry(project);
        AuditEntry again = entry(project);
        again.id = first.id;
        await(Uni.join()
                .all(new Chain(project, heads).append(first), new Chain(project, heads).append(again))
                .andFailFast());
        await(new Chain(project, heads).append(first));
        assertThat(lines().stream().filter(line -> line.contains(first.id.toHexString())))
                .hasSize(1);
        assertThat(check().getBoolean("intact")).isTrue();
    }

    @Test
    void shows_where_the_store_was_tampered_with() {
        IntStream.range(0, 5).forEach(i -> app.value("v" + i, i));
        Answer whole = check();
        assertThat(whole.getBoolean("intact")).isTrue();
        assertThat(whole.getString("head")).isEqualTo(JsonPath.read(lines().get(0), "hash"));
        await(AuditEntry.mongoCollection()
                .updateOne(
                        new Document("project", new ObjectId(app.project())).append("seq", 3L),
                        new Document("$set", new Document("address", "10.9.9.9"))));
        app.request()
                .get(projectLog() + "/check")
                .statusCode(200)
                .body("intact", is(false))
                .body("broken_at", is(3));
    }

    /** Waits until the signed head has reached this record, and returns the check. */
    private Answer awaitSigned(long to) {
        return Awaited.until(this::check, check -> check.getLong("signed_to") == to);
    }

    private void cutOffFrom(long seq) {
        await(AuditEntry.mongoCollection()
                .deleteMany(
                        new Document("project", new ObjectId(app.project())).append("seq", new Document("$gte", seq))));
    }

    @Test
    void shows_that_its_newest_records_were_removed_even_after_it_has_grown_again() {
        IntStream.range(0, 5).forEach(i -> app.value("v" + i, i));
        long newest = awaitSigned(check().getLong("entries")).getLong("entries");
        cutOffFrom(newest - 1);
        Answer cut = check();
        assertThat(cut.getBoolean("intact")).isFalse();
        assertThat(cut.getBoolean("cut_off")).isTrue();
        assertThat(cut.getLong("broken_at")).isEqualTo(newest - 1);
        assertThat(cut.getLong("signed_to")).isEqualTo(newest);

        // An instance that has not seen the removed records.
        Chain another = new Chain(new ObjectId(app.project()), heads);
        for (int i = 0; i < 5; i++) {
            await(another.append(entry(new ObjectId(app.project()))));
        }
        Answer grown = check();
        assertThat(grown.getLong("entries")).isGreaterThan(newest);
        assertThat(grown.getBoolean("intact")).isFalse();
        assertThat(grown.getLong("broken_at")).isEqualTo(newest);
        assertThat(grown.getLong("signed_to"))
                .as("the head does not move to the log that has grown")
                .isEqualTo(newest);
    }

    /** Another process has truncated and rewritten the log, while this one knew the original. */
    @Test
    void an_instance_that_saw_the_removed_records_reports_it_and_does_not_sign_their_replacements() {
        ObjectId project = new ObjectId(app.project());
        Chain knows = new Chain(project, heads);
        await(knows.append(entry(project)));
        long newest = awaitSigned(check().getLong("entries")).getLong("entries");
        Awaited.until(knows::signedHead, head -> head != null && head.seq == newest);
        double told = damage();
        cutOffFrom(newest);
        AuditEntry before = await(AuditEntry.<AuditEntry>mongoCollection()
                .find(new Document("project", project).append("seq", newest - 1))
                .toUni());
        for (long seq = newest; seq < newest + 3; seq++) {
            AuditEntry forged = entry(project);
            forged.makeStorable();
            forged.seq = seq;
            forged.previous = before.hash;
            forged.hash = AuditRecord.of(forged).expectedHash();
            await(AuditEntry.<AuditEntry>mongoCollection().insertOne(forged));
            before = forged;
        }

        await(knows.append(entry(project)));

        Answer damaged = Awaited.until(
                () -> app.request().get(projectLog() + "?action=store.damage"),
                records -> !records.getList("").isEmpty());
        assertThat(damaged.getString("[0].target.name")).contains("audit", app.project());
        assertThat(damage()).isGreaterThan(told);
        await(new Chain(project, heads).append(entry(project)));
        Answer check = check();
        assertThat(check.getBoolean("intact")).isFalse();
        assertThat(check.getLong("broken_at")).isEqualTo(newest);
        assertThat(check.getLong("signed_to")).isEqualTo(newest);
    }

    private double damage() {
        return meters.get("valise.store.damaged").counter().count();
    }

    @Test
    void a_process_killed_before_signing_raises_no_alarm_and_the_next_one_signs() {
        ObjectId project = new ObjectId(app.project());
        awaitSigned(check().getLong("entries"));
        var stored = AuditHead.mongoDatabase().getCollection("audit_heads");
        Document before =
                await(stored.find(new Document("_id", project)).collect().first());
        Chain killed = new Chain(project, heads);
        await(killed.append(entry(project)));
        long entries = awaitSigned(check().getLong("entries")).getLong("entries");
        await(stored.replaceOne(new Document("_id", project), before));
        Answer behind = check();
        assertThat(behind.getBoolean("intact")).isTrue();
        assertThat(behind.getLong("signed_to")).isEqualTo(entries - 1);
        await(new Chain(project, heads).append(entry(project)));
        assertThat(awaitSigned(entries + 1).getBoolean("intact")).isTrue();
    }

    @Test
    void a_missing_or_forged_head_is_reported_and_not_replaced() {
        ObjectId project = new ObjectId(app.project());
        awaitSigned(check().getLong("entries"));
        var stored = AuditHead.mongoDatabase().getCollection("audit_heads");
        Document key = new Document("_id", project);
        await(stored.updateOne(key, new Document("$set", new Document("seq", 1L))));
        assertThat(check().getBoolean("cut_off")).as("forged").isTrue();
        await(stored.deleteOne(key));
        assertThat(check().getBoolean("cut_off")).as("missing").isTrue();
        await(new Chain(project, heads).append(entry(project)));
        assertThat(check().getBoolean("cut_off"))
                .as("missing, and the log continues")
                .isTrue();
    }

    @Test
    void the_public_script_finds_tampering_with_an_export() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "there is no Python here");
        IntStream.range(0, 5).forEach(i -> app.value("v" + i, i));
        String draft = app.draft();
        app.request().body("{\"name\": \"\\u0001 \\\"é\\\\ € 😀\"}").post(app.path("/drafts/" + draft + "/deployment"));
        List<String> log = lines();
        String newest = JsonPath.read(log.get(0), "hash");
        assertThat(script(log)).isEqualTo("ok " + log.size() + " records, whole; the newest is " + newest);
        assertThat(script(log, newest)).startsWith("ok");

        List<String> changed = new ArrayList<>(log);
        changed.set(2, log.get(2).replace("\"origin\":\"API\"", "\"origin\":\"UI\""));
        assertThat(script(changed)).contains("line 3").contains("was changed");
        List<String> removed = new ArrayList<>(log);
        removed.remove(2);
        assertThat(script(removed)).contains("line 3").contains("removed");
        List<String> moved = new ArrayList<>(log);
        Collections.swap(moved, 2, 3);
        assertThat(script(moved)).contains("line 3").contains("moved");
        assertThat(script(log.subList(0, 3))).contains("not with the first one");
        List<String> cut = log.subList(1, log.size());
        assertThat(script(cut)).as("without a previously noted hash").startsWith("ok");
        assertThat(script(cut, newest)).contains("cut off");
        List<String> withheld = new ArrayList<>(log);
        withheld.set(2, log.get(2).replaceFirst("\"target\":\\{[^}]*}", "\"withheld\":1"));
        assertThat(script(withheld)).startsWith("ok").contains("1 of them with names withheld");
        assertThat(script(List.of("{}"))).startsWith("failed").doesNotContain("Traceback");
    }

    private String script(List<String> log, String... more) throws Exception {
        Path file = Files.write(folder.resolve("audit.jsonl"), log);
        List<String> command = new ArrayList<>(List.of("python3", "src/main/scripts/check-audit.py", file.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return (process.waitFor() == 0 ? "ok " : "failed ") + output;
    }

    @Test
    void the_numbers_are_without_gaps() {
        IntStream.range(0, 5).parallel().forEach(i -> app.value("v" + i, i));
        List<Long> numbers = lines().stream()
                .map(line -> JsonPath.<Number>read(line, "seq").longValue())
                .sorted()
                .toList();
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, numbers.size()).boxed().toList());
    }
}
