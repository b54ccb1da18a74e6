package io.valise.telemetry;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RequestsTest {
    private static final String PROVIDERS = "/api/admin/v3.0/auth/providers";

    @Inject
    Given given;

    @ParameterizedTest
    @ValueSource(strings = {PROVIDERS, "/api/admin/v3.0/auth/profile", "/api/nothing", "/"})
    void each_has_an_id_of_its_own(String path) {
        String one = given().get(path).header("X-Request-Id");
        String other = given().get(path).header("X-Request-Id");
        assertThat(one).matches("[0-9a-f]{8}-[0-9a-z]+").isNotEqualTo(other);
    }

    @Test
    void one_that_brings_an_id_keeps_it() {
        given().header("X-Request-Id", "deploy-7.A_b")
                .get(PROVIDERS)
                .then()
                .header("X-Request-Id", equalTo("deploy-7.A_b"));
        Api owner = Api.withNewApp(given.accessToken(), "shop");
        owner.value("greeting", "hello");
        Program program = Program.of(owner);
        program.request()
                .header("X-Request-Id", "read-1")
                .get(program.path("/values/greeting"))
                .then()
                .statusCode(200)
                .header("X-Request-Id", equalTo("read-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"has a space", "a\"quote", "<tag>", "ä"})
    void one_that_brings_what_could_be_no_id_gets_another(String id) {
        given().header("X-Request-Id", id)
                .get(PROVIDERS)
                .then()
                .header("X-Request-Id", not(equalTo(id)))
                .header("X-Request-Id", matchesPattern("[0-9a-f]{8}-[0-9a-z]+"));
    }

    @Test
    @InProcess("the log")
    void one_of_an_administrator_has_a_line_with_its_route_and_without_names() {
        Api owner = Api.withNewApp(given.accessToken(), "shop");
        List<ExtLogRecord> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                ExtLogRecord copied = ExtLogRecord.wrap(line);
                copied.copyMdc();
                lines.add(copied);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("io.valise.requests");
        log.setLevel(java.util.logging.Level.INFO);
        log.addHandler(handler);
        try {
            String id = owner.value("greeting", "hello");
            owner.request()
                    .header("X-Request-Id", "look-it-up")
                    .get(owner.path("/values/" + id))
                    .then()
                    .statusCode(200);
            Awaited.until(() -> lines, seen -> seen.size() >= 2);
        } finally {
            log.removeHandler(handler);
        }
        ExtLogRecord line = lines.get(lines.size() - 1);
        assertThat(line.getFormattedMessage())
                .matches("GET /api/admin/v3.0/groups/\\{groupId}/apps/\\{appId}/values/\\{id} 200 in \\d+ ms");
        assertThat(line.getMdcCopy())
                .containsEntry("requestId", "look-it-up")
                .containsEntry("appId", owner.app())
                .containsKey("callerId");
    }
}
