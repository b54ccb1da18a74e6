package io.valise.audit;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnAnyStore
@QuarkusTest
@InProcess("counts of earlier days")
class DailyReadsTest {
    private static final long DAY = 86_400;

    @Inject
    Given given;

    @Inject
    Clock clock;

    private Api app;
    private long today;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "shop");
        long now = clock.instant().getEpochSecond();
        today = now - now % DAY;
    }

    private void read(long minute, ObjectId reader, Reads.Count... counts) {
        Reads reads = new Reads();
        reads.app = new ObjectId(app.app());
        reads.minute = minute;
        reads.reader = reader;
        reads.instance = new ObjectId().toHexString();
        reads.id = app.app() + "/" + minute + "/" + reader + "/" + reads.instance;
        reads.counts = List.of(counts);
        reads.persist().await().atMost(Duration.ofSeconds(20));
    }

    private static Reads.Count of(String value, long reads) {
        return new Reads.Count(value, reads);
    }

    @Test
    void adds_up_the_minutes_readers_and_instances_of_each_day() {
        ObjectId one = new ObjectId();
        ObjectId other = new ObjectId();
        read(today, one, of("b", 1), of("a", 2));
        read(today, one, of("a", 3));
        read(today + 60, other, of("a", 4));
        read(today - 60, other, of("a", 5));
        read(today - 3 * DAY, one, of("c", 3_000_000_000L));

        app.reader()
                .read("/audit/reads/daily")
                .body("[*].day", contains(is(n(today)), is(n(today)), is(n(today - DAY)), is(n(today - 3 * DAY))))
                .body("[*].value", contains("a", "b", "a", "c"))
                .body("[0].reads", is(9))
                .body("[1].reads", is(1))
                .body("[2].reads", is(5))
                .body("[3].reads", is(3_000_000_000L));
    }

    /** Seconds as JsonPath reads them. */
    private static Object n(long seconds) {
        return (int) seconds;
    }

    @Test
    void covers_the_time_that_was_asked_for() {
        ObjectId one = new ObjectId();
        read(today - DAY, one, of("a", 1));
        read(today - DAY + 600, one, of("a", 10));
        read(today, one, of("a", 100));

        app.read("/audit/reads/daily?from=" + (today - DAY + 1)).body("[*].reads", contains(100, 10));
        app.read("/audit/reads/daily?from=" + (today - DAY) + "&to=" + today).body("[*].reads", contains(11));
        app.read("/audit/reads/daily?to=" + (today - DAY + 600)).body("[*].reads", contains(1));
        app.read("/audit/reads/daily?from=" + today + "&to=" + today).body("", empty());
        app.read("/audit/reads/daily?from=" + (today + DAY)).body("", empty());
    }

    @Test
    void covers_92_days_and_no_more() {
        read(today - 91 * DAY, new ObjectId(), of("first", 1));
        read(today - 92 * DAY, new ObjectId(), of("before", 1));

        app.read("/audit/reads/daily").body("[*].value", contains("first"));
        app.read("/audit/reads/daily?from=" + (today - 91 * DAY)).body("", hasSize(1));
        app.get("/audit/reads/daily?from=" + (today - 91 * DAY - 1))
                .error(400, "InvalidParameter")
                .body("details[0].field", is("from"))
                .body("error", containsString("92 days"));
        app.get("/audit/reads/daily?from=0").error(400, "InvalidParameter");
    }

    @Test
    void an_app_that_was_not_read_has_none_and_those_of_others_are_not_counted() {
        read(today, new ObjectId(), of("a", 1));
        app.anotherApp("other").read("/audit/reads/daily").body("", empty());
        Api.withNewApp(given.accessToken(), "strange")
                .to(app.app())
                .get("/audit/reads/daily")
                .error(404, "AppNotFound");
    }

    @ParameterizedTest
    @CsvSource({"from=x, from", "to=-1, to", "to=99999999999999, to"})
    void an_invalid_time_is_named(String query, String field) {
        app.get("/audit/reads/daily?" + query).error(400, "InvalidParameter").body("details[0].field", is(field));
    }
}
