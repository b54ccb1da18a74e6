package io.valise.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.store.Sweep;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts directly, as the runtime does, and reads the counts over HTTP. */
@OnAnyStore
@QuarkusTest
@InProcess("the counts before they are written")
class ReadCountsTest {
    private final ObjectId token = new ObjectId();
    private final ObjectId other = new ObjectId();

    @Inject
    Given given;

    @Inject
    ReadCounts counts;

    @Inject
    Sweep sweep;

    @Inject
    TestClock clock;

    private Api app;
    private ObjectId id;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "shop");
        id = new ObjectId(app.app());
        // Start in the middle of a minute, so that a test does not span two.
        clock.advance(Duration.ofSeconds(90 - clock.instant().getEpochSecond() % 60));
    }

    @AfterEach
    void now() {
        clock.reset();
    }

    private long minute() {
        long now = clock.instant().getEpochSecond();
        return now - now % 60;
    }

    private Answer awaitReads(long all) {
        return Awaited.until(
                () -> app.read("/audit/reads?limit=1000"),
                reads -> reads.<Number>getList("[*].reads").stream()
                                .mapToLong(Number::longValue)
                                .sum()
                        >= all);
    }

    @Test
    void each_value_of_each_reader_has_a_count_for_the_minute() {
        counts.count(id, token, "a");
        counts.count(id, token, "a");
        counts.count(id, token, "b");
        counts.count(id, other, "a");
        Answer reads = awaitReads(4);
        assertThat(reads.getList("")).hasSize(3);
        String mine = "[?(@.token == '" + token + "' && @.value == 'a')]";
        assertThat(reads.getLong(mine + ".reads")).isEqualTo(2);
        assertThat(reads.getLong(mine + ".minute")).isEqualTo(minute());
    }

    @Test
    void a_listing_counts_each_of_its_values() {
        List<String> listing = List.of("a", "b", "c");
        counts.count(id, token, listing);
        counts.count(id, token, listing);
        counts.count(id, token, List.of("a"));
        counts.count(id, token, List.of());
        counts.count(id, token, "b");
        Answer reads = awaitReads(8);
        assertThat(reads.getList("[*].value")).containsExactly("a", "b", "c");
        assertThat(reads.<Integer>getList("[*].reads")).containsExactly(3, 3, 2);
    }

    @Test
    void no_read_is_lost_or_counted_twice_under_concurrent_reads() {
        IntStream.range(0, 8).parallel().forEach(reader -> {
            for (int i = 0; i < 50_000; i++) {
                counts.count(id, token, "a");
            }
        });
        awaitReads(400_000);
        // A later flush writes the same total again.
        counts.count(id, token, "b");
        assertThat(awaitReads(400_001).<Integer>getList("[*].reads")).containsExactly(400_000, 1);
    }

    @Test
    void the_counts_of_several_instances_are_added_up() {
        counts.count(id, token, "a");
        awaitReads(1);
        await(ofAnotherInstance(minute(), new Reads.Count("a", 10), new Reads.Count("z", 1))
                .persist());
        Answer reads = app.read("/audit/reads");
        assertThat(reads.getList("[*].value")).containsExactly("a", "z");
        assertThat(reads.<Integer>getList("[*].reads")).containsExactly(11, 1);
    }

    @Test
    void pages_and_filters_agree_with_the_full_list() {
        for (int i = 0; i < 4; i++) {
            for (String value : List.of("a", "b", "c")) {
                counts.count(id, token, value);
                counts.count(id, other, value);
            }
            clock.advance(Duration.ofMinutes(1));
        }
        Answer all = awaitReads(24);
        List<String> ids = all.getList("[*]._id");
        assertThat(ids).hasSize(24);
        assertThat(all.<Integer>getList("[*].minute")).isSortedAccordingTo((a, b) -> b - a);
        List<String> paged = new ArrayList<>();
        List<String> page = List.of("");
        while (!page.isEmpty()) {
            page = app.read("/audit/reads?limit=5&before=" + page.get(page.size() - 1))
                    .getList("[*]._id");
            paged.addAll(page);
        }
        assertThat(paged).isEqualTo(ids);
        assertThat(app.read("/audit/reads?token=" + token).getList("[*].token"))
                .hasSize(12)
                .containsOnly(token.toHexString());
        assertThat(app.read("/audit/reads?value=b").getList("[*].value"))
                .hasSize(8)
                .containsOnly("b");
        long first = all.getLong("[-1].minute");
        assertThat(app.read("/audit/reads?from=" + first + "&to=" + (first + 120))
                        .getList("[*].minute"))
                .hasSize(12);
    }

    @ParameterizedTest
    @CsvSource({"limit=0, limit", "limit=x, limit", "from=x, from", "to=-1, to", "token=x, token", "before=x, before"})
    void an_invalid_query_parameter_is_named(String query, String field) {
        app.get("/audit/reads?" + query).error(400, "InvalidParameter").body("details[0].field", is(field));
    }

    @Test
    void readers_of_the_project_can_read_it_and_others_cannot() {
        app.reader().get("/audit/reads").statusCode(200);
        Api.withNewApp(given.accessToken(), "other")
                .to(app.app())
                .get("/audit/reads")
                .error(404, "AppNotFound");
    }

    @Test
    void old_counts_are_swept() {
        await(ofAnotherInstance(minute() - 86_400 * 91, new Reads.Count("old", 1))
                .persist());
        await(ofAnotherInstance(minute() - 86_400 * 89, new Reads.Count("kept", 1))
                .persist());
        await(sweep.run());
        assertThat(app.read("/audit/reads").getList("[*].value")).containsExactly("kept");
    }

    private Reads ofAnotherInstance(long minute, Reads.Count... counted) {
        Reads reads = new Reads();
        reads.id = app.app() + "/" + minute + "/" + token + "/another";
        reads.app = id;
        reads.minute = minute;
        reads.reader = token;
        reads.instance = "another";
        reads.counts = List.of(counted);
        return reads;
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }
}
