package io.valise.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** A service whose answers a test chooses, to have the faults that a real one does not show at will. */
final class Fake {
    /** Answers instead, and says whether it did. */
    interface Instead {
        boolean answer(HttpExchange exchange, String path) throws Exception;
    }

    final List<String> paths = new CopyOnWriteArrayList<>();
    final List<String> tokens = new CopyOnWriteArrayList<>();
    final List<HttpExchange> streams = new CopyOnWriteArrayList<>();
    volatile int revision = 1;
    volatile String values = "{\"greeting\": \"hello\", \"paymentKey\": \"made-up-content\"}";
    volatile Instead instead = (exchange, path) -> false;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Fake(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    void deploy(String next) {
        values = next;
        revision++;
        for (HttpExchange stream : streams) {
            try {
                event(stream);
            } catch (IOException e) {
                streams.remove(stream);
            }
        }
    }

    String body() {
        return "{\"revision\": " + revision + ", \"environment\": {\"tag\": \"qa\", \"values\": {\"host\": "
                + "\"qa.example.com\"}}, \"values\": " + values + ", \"unresolved\": [\"orphan\"]}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString().replace("/api/client/v1/apps/shop-abcde", "");
        paths.add(path);
        tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
        try {
            if (instead.answer(exchange, path)) {
                return;
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
        if (path.equals("/events")) {
            stream(exchange);
            event(exchange);
            streams.add(exchange);
        } else if (("\"" + revision + "\"").equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        } else {
            exchange.getResponseHeaders().set("ETag", "\"" + revision + "\"");
            send(exchange, 200, body());
        }
    }

    static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
    }

    private void event(HttpExchange exchange) throws IOException {
        String event = "event: deployed\ndata: {\"revision\": " + revision + "}\n\n";
        exchange.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    static boolean send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
        return true;
    }

    static boolean refuse(HttpExchange exchange, int status, String code, String error) throws IOException {
        return send(exchange, status, "{\"error\": \"" + error + "\", \"error_code\": \"" + code + "\"}");
    }

    static void eventually(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not seen in time: " + what);
            }
            Thread.sleep(20);
        }
    }
}
