package io.valise.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses an instance for each request in turn, among those that were ready when last checked. Like a Kubernetes
 * Service, it notices changes with a delay.
 */
final class Balancer implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(200);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> instances = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Thread probe = new Thread(this::probe, "readiness");

    private volatile List<String> ready = List.of();
    private volatile boolean closed;

    Balancer(String... bases) {
        instances.addAll(List.of(bases));
        ready = List.of(bases);
        probe.start();
    }

    /** The address for the next request. */
    String next() {
        List<String> now = ready;
        if (now.isEmpty()) {
            throw new IllegalStateException("no instance is ready");
        }
        return now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
    }

    void add(String base) {
        instances.add(base);
    }

    void remove(String base) {
        instances.remove(base);
    }

    boolean isReady(String base) {
        return ready.contains(base);
    }

    private void probe() {
        while (!closed) {
            ready = instances.stream().filter(this::saysReady).toList();
            try {
                Thread.sleep(PERIOD.toMillis());
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    private boolean saysReady(String base) {
        try {
            var request = HttpRequest.newBuilder(URI.create(base + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (Exception gone) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        probe.join();
    }
}
