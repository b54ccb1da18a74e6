package io.valise.telemetry;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RequestsTest {
    private static final String MADE = "[0-9a-f]{16}";

    @Inject
    Given given;

    private Api app;
    private RequestLines lines;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
        lines = RequestLines.listen();
    }

    @AfterEach
    void close() {
        lines.close();
    }

    @Nested
    class The_id_of_a_request {
        @Test
        void is_the_callers_if_it_is_well_formed() {
            app.request()
                    .header("X-Request-Id", "Job_7.step-3")
                    .get(app.path("/values"))
                    .statusCode(200)
                    .header("X-Request-Id", "Job_7.step-3");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "two words", "a\tb", "é", "{\"a\":1}", "a/b"})
        void is_generated_if_the_callers_is_malformed(String given) {
            app.request()
                    .header("X-Request-Id", given)
                    .get(app.path("/values"))
                    .header("X-Request-Id", matchesPattern(MADE));
        }

        @Test
        void is_generated_if_the_callers_is_too_long() {
            String longest = "x".repeat(64);
            app.request().header("X-Request-Id", longest).get("/").header("X-Request-Id", longest);
            app.request().header("X-Request-Id", longest + "x").get("/").header("X-Request-Id", matchesPattern(MADE));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"/", "/nothing", "/api/admin/v3.0/nothing", "/api/client/v1/apps/x/values", "/q/health/live"
                })
        void is_in_every_response_including_refusals(String path) {
            given().get(path).header("X-Request-Id", matchesPattern(MADE));
        }

        @Test
        @InProcess("a route that only tests have, and the log")
        void identifies_an_internal_error_in_the_log() {
            app.request()
                    .header("X-Request-Id", "the-one")
                    .get("/api/admin/v3.0/faults/bug")
                    .statusCode(500)
                    .header("X-Request-Id", "the-one")
                    .body("error", containsString("it is logged as the-one"));
            RequestLines.Line error = lines.await(line -> line.text().equals("Internal error the-one"));
            assertThat(error.fields()).containsEntry("requestId", "the-one").containsKey("callerId");
        }
    }

    @Nested
    @InProcess("the log")
    class A_line_of_the_log {
        @Test
        void names_the_caller_the_app_and_the_result() {
            String caller = app.request().get(Api.PREFIX + "/auth/profile").path("user_id");
            app.request()
                    .header("X-Request-Id", "r-1")
                    .get(app.path("/values/some-name-of-a-value"))
                    .statusCode(404);

            RequestLines.Line line = lines.of("r-1");
            assertThat(line.text())
                    .matches("GET /api/admin/v3.0/groups/\\{groupId}/apps/\\{appId}/values/\\{id} 404 [0-9]+ ms");
            assertThat(line.fields())
                    .containsAllEntriesOf(Map.of(
                            "callerId",
                            caller,
                            "appId",
                            app.app(),
                            "method",
                            "GET",
                            "route",
                            "/api/admin/v3.0/groups/{groupId}/apps/{appId}/values/{id}",
                            "status",
                            "404"))
                    .containsKey("milliseconds");
        }

        @Test
        void of_an_unauthenticated_request_repeats_nothing_that_was_sent() {
            given().header("X-Request-Id", "r-2").get(Api.PREFIX + "/groups/x/apps/some-words");

            RequestLines.Line line = lines.of("r-2");
            assertThat(line.text()).startsWith("GET unmatched 401 ");
            assertThat(line.fields()).doesNotContainKeys("callerId", "appId");
        }

        @Test
        void of_a_running_program_names_its_token_and_has_level_debug() {
            Program program = Program.of(app);
            program.request().header("X-Request-Id", "r-3").get(program.path("/values"));
            program.request().header("X-Request-Id", "r-4").get(program.path("/values"));

            for (String id : List.of("r-3", "r-4")) {
                RequestLines.Line line = lines.of(id);
                assertThat(line.level()).isEqualTo("DEBUG");
                assertThat(line.fields())
                        .containsEntry("callerId", program.tokenId())
                        .containsEntry("appId", app.app());
            }
        }

        @Test
        void is_not_written_for_health_metrics_and_the_console() {
            for (String path : List.of("/q/health/live", "/q/metrics", "/", "/openapi")) {
                given().header("X-Request-Id", "r-5").get(path);
            }
            app.request().header("X-Request-Id", "r-6").get(app.path("/values"));

            assertThat(lines.of("r-6")).isNotNull();
            assertThat(lines.all()).noneMatch(line -> "r-5".equals(line.fields().get("requestId")));
        }

        @Test
        void names_its_own_request_among_concurrent_ones() {
            Program program = Program.of(app);
            IntStream.range(0, 20)
                    .parallel()
                    .forEach(i -> program.request()
                            .header("X-Request-Id", "many-" + i)
                            .get(program.path("/values"))
                            .header("X-Request-Id", equalTo("many-" + i)));

            for (int i = 0; i < 20; i++) {
                assertThat(lines.of("many-" + i).fields()).containsEntry("callerId", program.tokenId());
            }
        }
    }

    @Test
    void no_fields_are_kept_outside_a_request() {
        RequestFields.caller("somebody");

        assertThat(MDC.get("callerId")).isNull();
        assertThat(RequestFields.requestId()).isNull();
    }
}
