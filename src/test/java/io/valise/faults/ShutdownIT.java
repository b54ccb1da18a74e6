package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** SIGTERM to the packaged service while it works, as Kubernetes sends it to a pod that must stop. */
@Isolated("measures time, or how much was done in it")
class ShutdownIT {
    private static final Duration DELAY = Duration.ofSeconds(4);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** The time limit for an answer that is not held back. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static final String BUSY =
            "exports = ms => { const end = Date.now() + ms; while (Date.now() < end) {} return 'done'; }";
    private static final List<Integer> BY_SIGTERM = List.of(0, 143);

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    private Service service;
    private String base;
    private Client owner;
    /** This app is read and watched. Writes go to another app, so that only the shutdown ends the long polls. */
    private Reader reader;

    private String other;
    private long terminated;

    private volatile boolean isLoaded = true;

    @BeforeEach
    void aServiceWithAnApp() throws Exception {
        service = Service.start(
                folder,
                Map.of(
                        "VALISE_DATA_DIR",
                        folder.resolve("data").toString(),
                        "QUARKUS_SHUTDOWN_DELAY",
                        DELAY.toSeconds() + "s",
                        "QUARKUS_SHUTDOWN_TIMEOUT",
                        TIMEOUT.toSeconds() + "s",
                        "VALISE_FUNCTIONS_TIME",
                        "30s"));
        base = service.ready();
        owner = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
        reader = Reader.of(owner);
        other = owner.newApp("Other");
    }

    @AfterEach
    void end() throws Exception {
        isLoaded = false;
        service.close();
    }

    @Test
    void says_not_ready_serves_on_tells_who_waits_to_go_and_ends_when_all_is_answered() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger closing = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            inBackground(() -> read(answered, closing));
        }
        inBackground(() -> write(answered));
        var poll = held("/values?wait=60", "If-None-Match", etag());
        var stream = held("/events");
        Await.until("the load runs", () -> answered.get() > 200);
        assertThat(poll).isNotDone();
        assertThat(stream).isNotDone();

        service.terminate();
        terminated = System.nanoTime();
        assertThat(poll.get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS).statusCode())
                .isEqualTo(304);
        assertThat(stream.get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS).body())
                .as("a stream that ends normally and does not break off")
                .contains("event: deployed");
        Await.until("it says that it is not ready", () -> status("/q/health/ready") == 503);
        assertThat(sinceTerminated()).isLessThan(AT_ONCE);

        assertThat(status("/q/health/live")).isEqualTo(200);
        assertThat(status("/q/health/started")).isEqualTo(200);
        assertThat(held("/values?wait=60", "If-None-Match", etag())
                        .get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)
                        .statusCode())
                .isEqualTo(304);
        assertThat(held("/events")
                        .get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)
                        .statusCode())
                .isEqualTo(200);

        // Clients notified late have the rest of the delay, except its last two seconds. The operating system may need
        // one of them to connect: it resends a lost SYN after a second, and here each of thousands of requests has its
        // own connection.
        int before = answered.get();
        pauseUntil(DELAY.minusSeconds(2));
        isLoaded = false;
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(lost).isEmpty();
        assertThat(answered.get()).as("answers during the delay").isGreaterThan(before + 100);
        assertThat(closing.get())
                .as("answers that tell the client to close the connection")
                .isPositive();

        long left = DELAY.minus(sinceTerminated()).toMillis();
        var slow = CompletableFuture.supplyAsync(() -> owner.post(
                reader.app() + "/debug/execute_function_source",
                Map.of("source", BUSY, "eval_source", "exports(" + (left + 1_500) + ")")));
        assertThat(slow.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(slow.get().body()).contains("\"done\"");
        assertThat(sinceTerminated()).as("the end of the last request").isGreaterThan(DELAY);
        assertThat(service.ended()).isIn(BY_SIGTERM);
        assertThat(sinceTerminated()).isLessThan(DELAY.plus(TIMEOUT));
        System.out.printf(
                "%d requests were answered, %d of them after SIGTERM, the last %d ms after; it had ended after %d ms%n",
                answered.get(), answered.get() - before, left, sinceTerminated().toMillis());
    }

    private void read(AtomicInteger answered, AtomicInteger closing) {
        try (KeepAlive client = new KeepAlive(reader.token())) {
            while (isLoaded) {
                KeepAlive.Answer answer = client.get(base + reader.path() + "/values/greeting");
                if (answer.status() != 200) {
                    lost.add("a read: " + answer);
                }
                answered.incrementAndGet();
                if (answer.close()) {
                    closing.incrementAndGet();
                }
            }
        } catch (Exception failure) {
            lost.add("a read: " + failure);
        }
    }

    private void write(AtomicInteger answered) {
        for (int i = 0; isLoaded; i++) {
            try {
                Client.Reply reply = owner.trySend("POST", other + "/values", Map.of("name", "v" + i, "value", i));
                if (reply.status() != 201) {
                    lost.add("a write: " + reply);
                }
                answered.incrementAndGet();
            } catch (Exception failure) {
                lost.add("a write: " + failure);
            }
        }
    }

    private void inBackground(Runnable work) {
        Thread thread = new Thread(work);
        threads.add(thread);
        thread.start();
    }

    private CompletableFuture<HttpResponse<String>> held(String path, String... header) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + reader.path() + path))
                .header("Authorization", "Bearer " + reader.token());
        if (header.length > 0) {
            request.headers(header);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String etag() throws Exception {
        return held("/values").get().headers().firstValue("ETag").orElseThrow();
    }

    private int status(String path) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(base + path)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Duration sinceTerminated() {
        return Duration.ofNanos(System.nanoTime() - terminated);
    }

    private void pauseUntil(Duration time) throws InterruptedException {
        Thread.sleep(Math.max(0, time.minus(sinceTerminated()).toMillis()));
    }
}
