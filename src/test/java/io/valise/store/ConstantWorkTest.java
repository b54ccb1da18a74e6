package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.Undisturbed;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A start and a sweep send the same number of commands to the store, however many apps there are. */
@QuarkusTest
@InProcess("the store's commands")
@TestProfile(Undisturbed.class)
class ConstantWorkTest {
    @Inject
    StoreSteps commands;

    @Inject
    Start start;

    @Inject
    Sweep sweep;

    @Inject
    Given given;

    @Inject
    TestClock clock;

    @AfterEach
    void now() {
        clock.reset();
    }

    private static void await(Uni<?> uni) {
        uni.await().atMost(Duration.ofSeconds(60));
    }

    /** Commands by name, without the count of drafts, which runs on its own schedule. */
    private List<String> during(Uni<?> work) {
        return commands.during(() -> await(work)).stream()
                .flatMap(step -> step.commands().stream())
                .filter(command -> !command.equals("count drafts"))
                .sorted()
                .toList();
    }

    private void apps(int from, int to) {
        String token = given.accessToken();
        for (int i = from; i < to; i++) {
            Api app = Api.withNewApp(token, "app" + i);
            if (i % 30 == 0) {
                app.secret("key", "made-up-content");
            }
        }
    }

    /** Sweeps twice: the first sweep cannot yet judge what was written just before. */
    private void settle() {
        for (int i = 0; i < 2; i++) {
            clock.advance(Sweep.GRACE.plusSeconds(2));
            await(sweep.run());
        }
    }

    @Test
    void is_the_same_with_300_apps_as_with_10() {
        OtherApps.areSettled();
        apps(0, 10);
        settle();
        List<String> sweepOfFew = during(sweep.run());
        List<String> startOfFew = during(start.prepare());
        clock.reset();

        apps(10, 300);
        List<String> startAfterChanges = during(start.prepare());
        settle();
        assertThat(during(sweep.run())).isEqualTo(sweepOfFew);
        assertThat(during(start.prepare())).isEqualTo(startOfFew);
        List<String> forChanges = new ArrayList<>(startAfterChanges);
        startOfFew.forEach(forChanges::remove);
        assertThat(forChanges).as("for 290 unsettled apps").hasSizeLessThan(5);
    }
}
