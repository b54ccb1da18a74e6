package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.store.embedded.StoreOnItsOwn;
import io.valise.testing.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Two instances on one store behind one address. Each is replaced in turn, and no client notices. */
@Isolated("measures time, or how much was done in it")
class RollOverIT {
    private static final List<Integer> BY_SIGTERM = List.of(0, 143);
    private static final int READERS = 3;

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    private StoreOnItsOwn store;
    private Map<String, String> settings;
    private Service one;
    private Service two;
    private Balancer balancer;
    private Client owner;
    private Reader reader;
    private String other;

    private volatile boolean isLoaded = true;

    @BeforeEach
    void twoInstancesAndAnApp() throws Exception {
        store = new StoreOnItsOwn(Files.createDirectory(folder.resolve("store")));
        settings = Map.of(
                "QUARKUS_MONGODB_CONNECTION_STRING",
                "mongodb://127.0.0.1:" + store.address().getPort() + "/?retryWrites=false",
                "VALISE_MASTER_KEY",
                Base64.getEncoder().encodeToString(new byte[32]),
                "QUARKUS_SHUTDOWN_DELAY",
                "2s");
        one = Service.start(folder, settings);
        two = Service.start(folder, settings);
        balancer = new Balancer(one.ready(), two.ready());
        owner = Client.login(one.ready(), Client.PUBLIC_KEY, Client.PRIVATE_KEY);
        reader = Reader.of(owner);
        other = owner.newApp("Other");
    }

    @AfterEach
    void end() throws Exception {
        isLoaded = false;
        balancer.close();
        one.close();
        two.close();
        store.close();
    }

    @Test
    void no_request_is_lost() throws Exception {
        List<Thread> load = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            load.add(new Thread(this::read));
        }
        load.add(new Thread(this::write));
        load.add(new Thread(this::poll));
        load.add(new Thread(this::listen));
        load.forEach(Thread::start);
        Await.until("the load runs", () -> reads.get() > 100 && writes.get() > 10 && streams.get() > 0);

        one = replaced(one);
        two = replaced(two);

        int before = reads.get();
        Await.until("the new ones carry it", () -> !lost.isEmpty() || reads.get() > before + 100);
        assertThat(lost).isEmpty();
        isLoaded = false;
        // This ends the open stream and the pending long poll.
        assertThat(owner.at(balancer.next())
                        .post(reader.app() + "/values", Map.of("name", "end", "value", true))
                        .status())
                .isEqualTo(201);
        for (Thread thread : load) {
            thread.join();
        }
        System.out.printf(
                "%d reads, %d writes, %d long polls, %d streams: %d lost%n",
                reads.get(), writes.get(), polls.get(), streams.get(), lost.size());
        assertThat(lost).isEmpty();
        assertThat(owner.at(balancer.next()).get(other + "/values").each("name"))
                .hasSize(writes.get());
        assertThat(streams.get()).as("streams continue on another instance").isGreaterThanOrEqualTo(2);
    }

    /** Like a Deployment with maxUnavailable 0: the new instance is ready before the old one is told to stop. */
    private Service replaced(Service old) throws Exception {
        Service next = Service.start(folder, settings);
        String base = next.ready();
        balancer.add(base);
        Await.until("the new one gets requests", () -> balancer.isReady(base));
        old.terminate();
        assertThat(old.ended()).isIn(BY_SIGTERM);
        return next;
    }

    private void read() {
        try (KeepAlive client = new KeepAlive(reader.token())) {
            while (isLoaded) {
                String base = balancer.next();
                expect(200, client.get(base + reader.path() + "/values/greeting"), "a read of " + base);
                reads.incrementAndGet();
            }
        } catch (Exception failure) {
            lost.add("a read: " + failure);
        }
    }

    private void write() {
        try (KeepAlive client = new KeepAlive(owner.token())) {
            for (int i = 0; isLoaded; i++) {
                String base = balancer.next();
                String body = "{\"name\": \"v" + i + "\", \"value\": " + i + "}";
                expect(201, client.post(base + owner.path(other + "/values"), body), "a write at " + base);
                writes.incrementAndGet();
            }
        } catch (Exception failure) {
            lost.add("a write: " + failure);
        }
    }

    private void poll() {
        try (KeepAlive client = new KeepAlive(reader.token())) {
            while (isLoaded) {
                String url = balancer.next() + reader.path() + "/values";
                String etag = client.get(url).etag();
                KeepAlive.Answer answer = client.get(url + "?wait=10", "If-None-Match", etag);
                if (isLoaded) {
                    expect(304, answer, "a long poll");
                }
                polls.incrementAndGet();
            }
        } catch (Exception failure) {
            lost.add("a long poll: " + failure);
        }
    }

    /** A stream that breaks off instead of ending throws an exception. */
    private void listen() {
        HttpClient http = HttpClient.newHttpClient();
        while (isLoaded) {
            var request = HttpRequest.newBuilder(URI.create(balancer.next() + reader.path() + "/events"))
                    .header("Authorization", "Bearer " + reader.token())
                    .build();
            try {
                var response = http.send(request, HttpResponse.BodyHandlers.ofLines());
                streams.incrementAndGet();
                response.body().takeWhile(line -> isLoaded).forEach(line -> {});
            } catch (Exception failure) {
                lost.add("a stream: " + failure);
                return;
            }
        }
    }

    private void expect(int status, KeepAlive.Answer answer, String what) {
        if (answer.status() != status) {
            lost.add(what + ": " + answer);
        }
    }
}
