package io.valise.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.MadeUp;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way in which a secret's content leaves the service is counted: as a value, in a listing, in a Function. */
@QuarkusTest
class SecretReadsAreCountedTest {
    @Inject
    Given given;

    private Api app;

    @BeforeEach
    void an_app_with_a_secret_and_a_plain_value() {
        app = Api.withNewApp(given.accessToken(), "counted");
        app.secret("key", MadeUp.content("counted"));
        app.link("api-key", "key");
        app.value("greeting", "hello");
    }

    @Test
    void by_a_program() {
        Program limited = Program.limitedTo(app, "api-key", "greeting");
        Program whole = Program.of(app);
        read(limited, "/values/api-key");
        read(limited, "/values/greeting");
        read(limited, "/values?format=dotenv");
        read(whole, "/values");
        read(whole, "/values");
        whole.request()
                .header("If-None-Match", "\"3\"")
                .get(whole.path("/values"))
                .statusCode(304);
        Answer reads = awaitReads(4);
        assertThat(reads.getList("[*].value").stream().distinct()).containsExactly("api-key");
        assertThat(reads.<Integer>getList("[*].reads")).containsExactlyInAnyOrder(2, 2);
    }

    @Test
    void by_a_function_which_is_recorded_as_well() {
        app.post(
                        "/debug/execute_function_source",
                        Map.of(
                                "source",
                                "exports = function () { context.values.get('api-key'); return"
                                        + " context.values.get('greeting'); }"))
                .statusCode(200);
        Answer reads = awaitReads(1);
        assertThat(reads.getString("[0].value")).isEqualTo("api-key");
        assertThat(app.read("/audit?action=function.execute").getList("")).hasSize(1);
    }

    private Answer awaitReads(int all) {
        return Awaited.until(
                () -> app.read("/audit/reads"),
                reads -> reads.<Integer>getList("[*].reads").stream()
                                .mapToInt(n -> n)
                                .sum()
                        >= all);
    }

    private static void read(Program program, String path) {
        program.get(path).statusCode(200);
    }
}
