package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.valise.auth.Given;
import io.valise.store.StoreSteps.Step;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import io.valise.testing.Undisturbed;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a request waits for the store. Commands sent at the same time count once. */
@OnAnyStore
@QuarkusTest
@InProcess("what the store is asked")
@TestProfile(Undisturbed.class)
class StoreStepsTest {
    private static final int WARM_UP = 5;
    /** The service itself calls the store once a second. There is time for several requests in between. */
    private static final int REQUESTS = 20;

    @Inject
    Given given;

    @Inject
    StoreSteps steps;

    private Api api;

    @BeforeEach
    void anApp() {
        api = Api.withNewApp(given.accessToken(), "shop");
        api.secret("api-key", MadeUp.content("api-key"));
        api.link("apiKey", "api-key");
    }

    @Test
    void the_values_are_read_in_three_steps() {
        List<Step> fewest = fewest(i -> api.names("/values"));

        assertThat(fewest).as(fewest.toString()).isNotEmpty().hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void a_secret_is_created_in_four_steps_with_its_audit() {
        List<Step> fewest = fewest(i -> api.secret("secret-" + i, MadeUp.content("content")));

        assertThat(fewest).as(fewest.toString()).isNotEmpty().hasSizeLessThanOrEqualTo(4);
    }

    /** {@link io.valise.apps.AppListingTest} covers the listing of many apps. */
    @Test
    void drafts_are_listed_with_as_many_commands_for_five_as_for_one() {
        api.draft();
        int one = commands(i -> api.get("/drafts?all=true"));
        for (int i = 0; i < 4; i++) {
            // Each is based on a different revision.
            api.by("mongodb-baas-cli").put("/environment", Map.of("environment", i % 2 == 0 ? "qa" : "testing"));
            api.colleague().draft();
        }

        assertThat(api.read("/drafts?all=true").getList("[*].base"))
                .doesNotHaveDuplicates()
                .hasSize(5);
        assertThat(commands(i -> api.get("/drafts?all=true"))).isEqualTo(one);
    }

    @Test
    void the_audit_as_json_lines_is_read_in_large_batches() {
        for (int i = 0; i < 8; i++) {
            api.secret("secret-" + i, MadeUp.content("content"));
        }

        int commands = commands(i -> api.request()
                .accept("application/x-ndjson")
                .get(api.path("/audit"))
                .statusCode(200));

        assertThat(commands).isLessThanOrEqualTo(4);
    }

    private int commands(IntConsumer request) {
        return fewest(request).stream().mapToInt(step -> step.commands().size()).sum();
    }

    /** The steps of one request: the minimum of several runs, since background work adds steps to some of them. */
    private List<Step> fewest(IntConsumer request) {
        IntStream.range(0, WARM_UP).forEach(request);
        return IntStream.range(WARM_UP, WARM_UP + REQUESTS)
                .mapToObj(i -> steps.during(() -> request.accept(i)))
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
    }
}
