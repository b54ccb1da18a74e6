package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.faults.Client.Reply;
import io.valise.faults.FaultProxy.Fault;
import io.valise.testing.InProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The store is down when the service starts, fails during the start, or goes down later. */
@QuarkusTest
@InProcess("a store that fails when it is told to")
@WithTestResource(value = FaultyStore.class, initArgs = @ResourceArg(name = FaultyStore.DOWN, value = "true"))
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreOutageTest {
    /** The time for several steps of a request, each as long as the store time-out, on a busy machine. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    private static final AllLogLines LOG = AllLogLines.record();

    FaultProxy store;

    @TestHTTPResource("")
    String base;

    @Test
    @Order(1)
    void a_store_that_is_down_at_start_is_waited_for() throws Exception {
        assertThat(health("live")).isEqualTo(200);
        assertThat(health("ready")).isEqualTo(503);
        for (String token : new String[] {"", "eyJhbGciOiJub25lIn0.e30."}) {
            for (String path : new String[] {"/auth/profile", "/groups/650000000000000000000001/apps", "/nowhere"}) {
                assertUnavailable(Client.send(base, token, "GET", Client.ADMIN + path, null));
            }
        }
        Await.until("the log says so", () -> LOG.text().contains("The store does not answer yet, waiting for it"));
    }

    @Test
    @Order(2)
    void a_store_that_fails_in_the_middle_of_the_start_is_waited_for() throws Exception {
        store.fail(0, command -> command.is("createIndexes", "revisions"), Fault.LOSE_COMMAND);
        store.fail(0, command -> command.is("createIndexes", "values"), Fault.LOSE_REPLY);
        store.fail(0, command -> command.is("find", "data_keys"), Fault.LOSE_COMMAND);
        store.fail(0, command -> command.is("insert", "data_keys"), Fault.LOSE_REPLY);
        store.fail(0, command -> command.is("insert", "projects"), Fault.LOSE_REPLY);
        store.fail(0, command -> command.is("insert", "api_keys"), Fault.LATE);
        store.fail(0, command -> command.is("update", "projects"), Fault.SILENCE);
        store.comeBack();
        Await.until("the service is ready", () -> health("ready") == 200);
        assertThat(store.isSpent()).isTrue();
        Client me = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
        assertThat(me.get("/api_keys").each("public_key")).containsExactly(Client.PUBLIC_KEY);
        assertThat(me.get(me.newApp("first") + "/secrets").status()).isEqualTo(200);
    }

    @Test
    @Order(3)
    void a_store_that_goes_away_and_comes_back() throws Exception {
        Client me = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
        String app = me.newApp("outage");
        for (int outage = 0; outage < 3; outage++) {
            store.goDown();
            Instant begin = Instant.now();
            assertUnavailable(me.get(app + "/secrets"));
            assertUnavailable(me.post(app + "/values", Map.of("name", "lost", "value", 1)));
            assertUnavailable(me.post(app + "/drafts/6650c0ffee0123456789abcd/deployment", null));
            assertUnavailable(Client.send(
                    base,
                    "",
                    "POST",
                    Client.ADMIN + "/auth/providers/mongodb-cloud/login",
                    Map.of("username", Client.PUBLIC_KEY, "apiKey", Client.PRIVATE_KEY)));
            assertThat(Duration.between(begin, Instant.now())).isLessThan(BOUND);
            // The service stays ready because programs can still read from memory. An instance that is not ready would
            // get no requests.
            assertThat(health("ready")).isEqualTo(200);
            assertThat(readiness()).contains("\"degraded\"");
            assertThat(health("live")).isEqualTo(200);

            store.restore();
            Await.until("the service is whole again", () -> !readiness().contains("degraded"));
            String name = "value" + outage;
            assertThat(me.post(app + "/values", Map.of("name", name, "value", 1))
                            .status())
                    .isEqualTo(201);
            assertThat(me.get(app + "/values").each("name")).contains(name).doesNotContain("lost");
        }
    }

    @Test
    @Order(4)
    void nothing_secret_is_in_the_log_and_no_stack_trace() {
        assertThat(LOG.text()).doesNotContain(Client.PRIVATE_KEY);
        assertThat(LOG.warnings()).isNotEmpty().doesNotContain("Internal error", "\tat ");
        LOG.close();
    }

    private String readiness() {
        return Client.send(base, "", "GET", "/q/health/ready", null).body();
    }

    private int health(String probe) {
        return Client.send(base, "", "GET", "/q/health/" + probe, null).status();
    }

    private static void assertUnavailable(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(503);
        assertThat(reply.error()).isEqualTo("StoreUnavailable");
        assertThat(reply.retryAfter()).matches("[1-9][0-9]*");
        assertThat(reply.body()).doesNotContain("mongo", "127.0.0.1", "Exception");
    }
}
