package io.valise.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EnvironmentResourceTest {
    @Inject
    Given given;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "testing", "qa", "production"})
    void is_set_and_answers_the_app(String tag) {
        app.put("/environment", Map.of("environment", tag))
                .statusCode(200)
                .body("_id", is(app.app()))
                .body("environment", is(tag))
                .body("keys()", hasSize(12));
        assertThat(app.read("").getString("environment")).isEqualTo(tag);
        assertThat(app.read("/description").getString("environment")).isEqualTo(tag);
        assertThat(app.revision()).isEqualTo(1);
        app.put("/environment", Map.of("environment", "")).statusCode(200).body("environment", is(""));
        assertThat(app.revision()).isEqualTo(2);
    }

    @Test
    void set_to_its_current_value_deploys_nothing() {
        app.put("/environment", Map.of("environment", "")).statusCode(200).body("environment", is(""));
        assertThat(app.revision()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"environment\":null}",
                "{\"environment\":\"none\"}",
                "{\"environment\":\"no-environment\"}",
                "{\"environment\":\"Production\"}",
                "{\"environment\":\"qa \"}",
                "{\"environment\":1}",
                "{\"environment\":[\"qa\"]}"
            })
    void refuses_anything_that_is_not_a_tag(String body) {
        app.put("/environment", body).error(400, "InvalidParameter").body("details", hasSize(1));
    }

    @Test
    void joins_the_callers_draft() {
        Api colleague = app.colleague();
        String draft = app.draft();
        app.put("/environment", Map.of("environment", "qa")).body("environment", is("qa"));
        assertThat(app.read("").getString("environment")).isEqualTo("qa");
        assertThat(colleague.read("").getString("environment")).isEmpty();
        app.deploy(draft);
        assertThat(colleague.read("").getString("environment")).isEqualTo("qa");
    }

    @Test
    void cannot_be_set_by_readers() {
        app.reader().put("/environment", Map.of("environment", "qa")).error(403, "Forbidden");
    }
}
