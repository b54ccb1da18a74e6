package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.valise.faults.Client.Reply;
import io.valise.store.embedded.StoreOnItsOwn;
import io.valise.testing.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Two processes of the packaged service on one store over the wire. The second one connects through a proxy. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Isolated("measures time, or how much was done in it")
class TwoInstancesIT {
    /** The contract's limit: by then a change on one instance is visible on every other. */
    private static final Duration PROMISED = Duration.ofSeconds(2);

    private static final String CONTENT = "made-up-content-of-a-secret";

    /** The limit for a read while the store is silent, on a busy machine. The contract promises 250 ms. */
    private static final Duration BOUND = Duration.ofSeconds(1);

    @TempDir
    static Path folder;

    private static StoreOnItsOwn store;
    private static FaultProxy toOther;
    private static Service one;
    private static Service other;
    private static String oneBase;
    private static String otherBase;
    private static Client owner;
    private static int apps;

    private String app;
    private String runtime;
    private String token;
    private String tokenPath;

    @BeforeAll
    static void twoInstances() throws Exception {
        store = new StoreOnItsOwn(Files.createDirectory(folder.resolve("store")));
        toOther = new FaultProxy(store.address(), 0);
        one = start(store.address().getPort());
        other = start(toOther.port());
        oneBase = one.ready();
        otherBase = other.ready();
        owner = Client.login(oneBase, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
    }

    private static Service start(int storePort) throws IOException {
        return Service.start(
                folder,
                Map.of(
                        "QUARKUS_MONGODB_CONNECTION_STRING",
                        "mongodb://127.0.0.1:" + storePort + "/?retryWrites=false",
                        "QUARKUS_MONGODB_SERVER_SELECTION_TIMEOUT",
                        "1s",
                        "VALISE_MASTER_KEY",
                        Base64.getEncoder().encodeToString(new byte[32])));
    }

    @BeforeEach
    void anAppThatBothHaveLoaded() {
        app = owner.newApp("Shop-" + ++apps);
        assertThat(owner.post(app + "/secrets", Map.of("name", "key", "value", CONTENT))
                        .status())
                .isEqualTo(201);
        assertThat(owner.post(app + "/values", Map.of("name", "api-key", "value", "key", "from_secret", true))
                        .status())
                .isEqualTo(201);
        JsonNode made =
                owner.post(app + "/runtime_tokens", Map.of("name", "program")).json();
        token = made.get("token").asText();
        tokenPath = app + "/runtime_tokens/" + made.get("_id").asText();
        runtime = "/api/client/v1/apps/"
                + owner.get(app).json().get("client_app_id").asText();
        assertThat(read(oneBase, "/values").status()).isEqualTo(200);
        assertThat(read(otherBase, "/values").status()).isEqualTo(200);
    }

    @AfterEach
    void restoreTheStore() throws InterruptedException {
        toOther.restore();
    }

    @AfterAll
    static void end() throws Exception {
        one.close();
        other.close();
        toOther.close();
        store.close();
    }

    private Reply read(String base, String rest) {
        return Client.send(base, token, "GET", runtime + rest, null);
    }

    private static void within(Duration limit, String what, Callable<Boolean> condition) throws Exception {
        long begin = System.nanoTime();
        Await.until(what, condition);
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        System.out.printf("%s after %d ms%n", what, taken.toMillis());
        assertThat(taken).as(what).isLessThan(limit);
    }

    @Test
    void each_follows_the_others_deployments_and_revocations() throws Exception {
        for (int n = 0; n < 5; n++) {
            String name = "value-" + n;
            assertThat(owner.post(app + "/values", Map.of("name", name, "value", n))
                            .status())
                    .isEqualTo(201);
            assertThat(read(oneBase, "/values/" + name).body()).isEqualTo(String.valueOf(n));
            within(
                    PROMISED,
                    "the other serves the deployment",
                    () -> read(otherBase, "/values/" + name).status() == 200);
        }
        assertThat(owner.delete(tokenPath).status()).isEqualTo(204);
        assertThat(read(oneBase, "/values").status()).isEqualTo(401);
        within(
                PROMISED,
                "the other refuses the token",
                () -> read(otherBase, "/values").status() == 401);
    }

    @Test
    void each_stops_serving_an_app_that_the_other_deletes() throws Exception {
        assertThat(owner.delete(app).status()).isEqualTo(204);
        assertThat(read(oneBase, "/values").status()).isNotEqualTo(200);
        within(
                PROMISED,
                "the other serves the app no longer",
                () -> read(otherBase, "/values").status() != 200);
    }

    @Test
    void what_an_instance_has_deployed_it_serves_at_once_though_the_store_falls_silent() throws Exception {
        Client there = owner.at(otherBase);
        for (int n = 0; n < 5; n++) {
            String name = "own-" + n;
            assertThat(there.post(app + "/values", Map.of("name", name, "value", n))
                            .status())
                    .isEqualTo(201);
            toOther.fallSilent();
            assertThat(readQuickly("/values/" + name).body()).isEqualTo(String.valueOf(n));
            assertThat(readQuickly("/values").body()).contains(name, CONTENT);
            toOther.comeBack();
        }
    }

    @Test
    void reads_go_on_when_the_store_falls_silent_before_a_deployment_of_another_instance_is_fetched() throws Exception {
        Reply before = read(otherBase, "/values");
        toOther.fallSilentAt(command -> command.is("find", "revisions"));
        assertThat(owner.post(app + "/values", Map.of("name", "new", "value", 1))
                        .status())
                .isEqualTo(201);
        Await.until("the other knows of the deployment", toOther::isSilent);
        for (int n = 0; n < 10; n++) {
            assertThat(readQuickly("/values")).isEqualTo(before);
            assertThat(readQuickly("/values/api-key").body()).isEqualTo("\"" + CONTENT + "\"");
            assertThat(readQuickly("/values/new").status()).isEqualTo(404);
        }
        toOther.comeBack();
        Await.until(
                "the other serves the deployment",
                () -> readQuickly("/values/new").status() == 200);
    }

    private Reply readQuickly(String rest) {
        long begin = System.nanoTime();
        Reply reply = read(otherBase, rest);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(rest).isLessThan(BOUND);
        return reply;
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void programs_read_on_when_the_store_is_gone() throws Exception {
        store.close();
        for (String base : new String[] {oneBase, otherBase}) {
            Await.until("the loss is seen", () -> health(base).contains("degraded"));
            assertThat(Client.isReady(base)).isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(read(base, "/values/api-key").body()).isEqualTo("\"" + CONTENT + "\"");
            }
        }
        Reply write = owner.post(app + "/values", Map.of("name", "late", "value", 1));
        assertThat(write.status()).isEqualTo(503);
        assertThat(write.retryAfter()).isNotEmpty();
        assertThat(one.output() + other.output()).doesNotContain(CONTENT).doesNotContain(token);
    }

    private static String health(String base) {
        return Client.send(base, "", "GET", "/q/health/ready", null).body();
    }
}
