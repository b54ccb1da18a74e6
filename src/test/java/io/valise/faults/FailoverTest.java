package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.RawHttp;
import io.valise.faults.Client.Reply;
import io.valise.faults.FaultProxy.Fault;
import io.valise.testing.InProcess;
import io.valise.testing.OnServer;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sends a request to every writing route at once while the server holds an election. No request fails. None is rejected
 * as too slow to arrive, although each waits longer than a request may take to arrive.
 */
@OnServer
@QuarkusTest
@InProcess("a store that fails when it is told to")
@WithTestResource(ServerBehindProxy.class)
class FailoverTest {
    /** Longer than the driver's configured wait. An election takes up to 12 s: {@code -Delection.millis=12000}. */
    private static final long OUTAGE_MILLIS = Long.getLong("election.millis", 6_000);
    /** Longer than the service waits for one reply. */
    private static final long SILENCE_MILLIS = 3_500;
    /**
     * {@code executeFunction} runs a deployed Function in the same way as {@code executeFunctionSource}. There are no
     * back-ups with a server.
     */
    private static final Set<String> LEFT_OUT = Set.of("executeFunction", "createBackUp");

    FaultProxy store;

    @TestHTTPResource("")
    String base;

    private final ExecutorService clients = Executors.newCachedThreadPool();
    private Client me;

    @BeforeEach
    void login() throws Exception {
        Await.until("the service is ready", () -> Client.isReady(base));
        me = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
    }

    @AfterEach
    void restore() throws Exception {
        store.failEveryWrite();
        store.comeBack();
        store.restore();
        clients.shutdown();
    }

    @Test
    void every_route_that_writes_is_tried() {
        Set<String> writing = new TreeSet<>();
        JsonNode document =
                Client.send(base, "", "GET", "/openapi?format=json", null).json();
        document.path("paths")
                .forEach(path -> path.properties().forEach(verb -> {
                    if (Set.of("post", "put", "patch", "delete").contains(verb.getKey())) {
                        writing.add(verb.getValue().path("operationId").asText());
                    }
                }));
        writing.removeAll(LEFT_OUT);
        assertThat(WriteRoutes.prepare(base, me).keySet()).containsExactlyInAnyOrderElementsOf(writing);
    }

    @Test
    void no_write_fails_where_each_meets_a_server_that_is_no_primary_and_then_other_writes() throws Exception {
        Map<String, Supplier<Reply>> requests = WriteRoutes.prepare(base, me);
        store.failEveryWrite(Fault.STEP_DOWN_BEFORE, Fault.CONFLICT, Fault.CONFLICT_OF_DOCUMENT);
        succeed(begin(requests));
    }

    @Test
    void no_write_fails_where_each_is_made_by_a_server_that_is_no_primary_any_more() throws Exception {
        Map<String, Supplier<Reply>> requests = WriteRoutes.prepare(base, me);
        store.failEveryWrite(Fault.STEP_DOWN_AFTER);
        succeed(begin(requests));
    }

    @Test
    void no_write_fails_in_an_election() throws Exception {
        Map<String, Supplier<Reply>> requests = WriteRoutes.prepare(base, me);
        store.goDown();
        Map<String, CompletableFuture<Reply>> sent = begin(requests);
        Thread.sleep(OUTAGE_MILLIS);
        store.comeBack();
        succeed(sent);
    }

    @Test
    void a_silent_store_is_told_of_truly() throws Exception {
        Map<String, Supplier<Reply>> requests = WriteRoutes.prepare(base, me);
        store.fallSilent();
        Map<String, CompletableFuture<Reply>> sent = begin(requests);
        Thread.sleep(SILENCE_MILLIS);
        store.comeBack();
        sent.forEach((operation, reply) -> {
            Reply answer = reply.join();
            assertThat(answer.status()).as(operation + " " + answer.body()).isIn(200, 201, 204, 503);
        });
    }

    /**
     * Other tests here show that a complete request may take longer than the arrival time limit. The limit still
     * applies to a request that does not arrive completely.
     */
    @Test
    void a_request_that_does_not_arrive_is_turned_down() throws Exception {
        String begun = "POST " + Client.ADMIN + "/auth/providers/mongodb-cloud/login HTTP/1.1\r\nHost: x\r\n"
                + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
        assertThat(RawHttp.send(URI.create(base), begun)).startsWith("HTTP/1.1 408 ");
    }

    private Map<String, CompletableFuture<Reply>> begin(Map<String, Supplier<Reply>> requests) {
        Map<String, CompletableFuture<Reply>> sent = new HashMap<>();
        requests.forEach((operation, request) -> sent.put(operation, CompletableFuture.supplyAsync(request, clients)));
        return sent;
    }

    private static void succeed(Map<String, CompletableFuture<Reply>> sent) {
        Map<String, String> failed = new TreeMap<>();
        sent.forEach((operation, reply) -> {
            Reply answer = reply.join();
            if (answer.status() >= 300) {
                failed.put(operation, answer.status() + " " + answer.body());
            }
        });
        assertThat(failed).as(failed.size() + " of " + sent.size()).isEmpty();
    }
}
