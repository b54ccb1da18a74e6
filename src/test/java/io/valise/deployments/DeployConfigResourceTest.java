package io.valise.deployments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DeployConfigResourceTest {
    @Inject
    Given given;

    @Inject
    TestClock clock;

    private Api app;

    @BeforeEach
    void someone() {
        clock.reset();
        app = Api.withNewApp(given.accessToken(), "app");
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void says_that_drafts_are_in_use_and_that_nothing_deploys_by_itself() {
        app.get("/deploy/config")
                .statusCode(200)
                .body("ui_drafts_disabled", is(false))
                .body("automatic_deployment.enabled", is(false))
                .body("automatic_deployment.provider", is(""))
                .body("automatic_deployment.installation_ids", is(List.of()))
                .body("last_modified", instanceOf(Integer.class));
    }

    @Test
    @InProcess("the clock that tests move")
    void is_changed_and_says_when() {
        int before = app.read("/deploy/config").getInt("last_modified");
        clock.advance(Duration.ofSeconds(100));
        app.patch("/deploy/config", Map.of("ui_drafts_disabled", true))
                .statusCode(204)
                .body(is(""));
        app.get("/deploy/config").body("ui_drafts_disabled", is(true));
        assertThat(app.read("/deploy/config").getInt("last_modified")).isBetween(before + 100, before + 130);
        app.anotherApp("other").get("/deploy/config").body("ui_drafts_disabled", is(false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"automatic_deployment\":null}",
                "{\"ui_drafts_disabled\":null}",
                "{\"automatic_deployment\":{\"enabled\":false,\"provider\":\"github\",\"installation_ids\":[\"1\"]}}",
                "{\"more\":1}"
            })
    void keeps_what_is_not_sent(String body) {
        app.patch("/deploy/config", Map.of("ui_drafts_disabled", true)).statusCode(204);
        app.patch("/deploy/config", body).statusCode(204);
        app.get("/deploy/config").body("ui_drafts_disabled", is(true));
    }

    @Test
    void refuses_automatic_deployment_and_then_changes_nothing() {
        app.patch("/deploy/config", "{\"ui_drafts_disabled\":true,\"automatic_deployment\":{\"enabled\":true}}")
                .error(400, "InvalidParameter")
                .body("details[0].field", is("automatic_deployment.enabled"));
        app.get("/deploy/config").body("ui_drafts_disabled", is(false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "true",
                "{\"ui_drafts_disabled\":\"true\"}",
                "{\"ui_drafts_disabled\":1}",
                "{\"automatic_deployment\":true}",
                "{\"automatic_deployment\":{\"enabled\":\"true\"}}"
            })
    void refuses_other_types(String body) {
        app.patch("/deploy/config", body).error(400, "InvalidParameter");
    }

    @Test
    void cannot_be_changed_by_readers() {
        Api reader = app.reader();
        reader.get("/deploy/config").statusCode(200);
        reader.patch("/deploy/config", Map.of("ui_drafts_disabled", true)).error(403, "Forbidden");
    }
}
