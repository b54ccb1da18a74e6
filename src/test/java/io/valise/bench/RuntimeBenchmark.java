package io.valise.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures what running programs wait for, and prints a page of Markdown: reads compared with a constant reply, polls
 * that wait for a deployment, and the memory of idle streams. The client is one thread with non-blocking sockets, so
 * that it takes as little CPU time as possible from the service.
 */
public final class RuntimeBenchmark {
    private static final int CONNECTIONS = 16;
    private static final long SECOND = 1_000_000_000L;
    private static final int ROUNDS = 5;
    private static final int POLLS = 1_000;
    private static final int STREAMS = 10_000;

    private final Service service;
    private final InetSocketAddress address;
    private final Load load;

    private RuntimeBenchmark(Service service) {
        this.service = service;
        this.address = new InetSocketAddress("127.0.0.1", service.port());
        this.load = new Load(address, CONNECTIONS);
    }

    public static void main(String... arguments) throws Exception {
        String heap = arguments.length == 0 ? "512m" : arguments[0];
        try (Service service = Service.start(heap)) {
            System.out.printf(
                    "JDK %s, %d cores, heap of the service %s%n%n",
                    Runtime.version(), Runtime.getRuntime().availableProcessors(), heap);
            RuntimeBenchmark benchmark = new RuntimeBenchmark(service);
            benchmark.reads();
            benchmark.polls();
            benchmark.streams();
        }
    }

    /** An app that a program reads: its admin path, and the path and token of the program's requests. */
    private record Program(String app, String root, String token) {
        byte[] request(String rest, String... headers) {
            String more = Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining());
            return get("/api/client/v1" + root + rest, "Authorization: Bearer " + token + "\r\n" + more);
        }
    }

    private static byte[] get(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Program program(int values) throws Exception {
        String app = service.createApp("runtime-" + values);
        String body = IntStream.range(0, values)
                .mapToObj(i -> "\"value-" + i + "\":\"content " + i + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        service.send("POST", app + "/values/import", body, 200);
        String token = Service.field("token", service.send("POST", app + "/runtime_tokens", "{\"name\":\"p\"}", 201));
        String id = Service.field("client_app_id", service.send("GET", app, null, 200));
        return new Program(app, "/apps/" + id, token);
    }

    private void reads() throws Exception {
        byte[] constant = get("/api/admin/v3.0/auth/providers", "");
        byte[] few = program(10).request("/values/value-3");
        byte[] many = program(10_000).request("/values/value-3");
        load.of(constant, 5 * SECOND, 0);
        load.of(few, 5 * SECOND, 0);
        double[][] rates = new double[3][ROUNDS];
        // In turn, so that other load on the machine affects all of them.
        for (int round = 0; round < ROUNDS; round++) {
            rates[0][round] = load.of(constant, 3 * SECOND, 0).perSecond();
            rates[1][round] = load.of(few, 3 * SECOND, 0).perSecond();
            rates[2][round] = load.of(many, 3 * SECOND, 0).perSecond();
        }
        double base = median(rates[0]);
        System.out.printf(
                "| %d connections | per second | against the constant reply |%n|---|---:|---:|%n", CONNECTIONS);
        row("a constant reply", base, base);
        row("a value of 10", median(rates[1]), base);
        row("a value of 10,000", median(rates[2]), base);
        System.out.printf(
                Locale.ROOT,
                "%np99 at half that load, ms: a value of 10: %.2f, of 10,000: %.2f%n",
                load.of(few, 5 * SECOND, median(rates[1]) / 2).p99(),
                load.of(many, 5 * SECOND, median(rates[2]) / 2).p99());
    }

    private static void row(String what, double perSecond, double base) {
        System.out.printf(Locale.ROOT, "| %s | %,.0f | %.2f |%n", what, perSecond, perSecond / base);
    }

    private void polls() throws Exception {
        Program program = program(100);
        double[] millis = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            String known = "If-None-Match: \"" + (round + 1) + "\"";
            List<SocketChannel> held = open(POLLS, program.request("/values?wait=60", known));
            // Until the service holds the last of them, which is not observable from outside.
            Thread.sleep(1_000);
            long begin = System.nanoTime();
            service.send("POST", program.app + "/values", "{\"name\":\"new-" + round + "\",\"value\":1}", 201);
            for (SocketChannel one : held) {
                awaitBytes(one);
            }
            millis[round] = (System.nanoTime() - begin) / 1e6;
            for (SocketChannel one : held) {
                one.close();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%n%,d long polls all answered after a deployment was sent: %.0f ms (median), %.0f ms (worst)%n",
                POLLS,
                median(millis),
                Arrays.stream(millis).max().orElseThrow());
    }

    private void streams() throws Exception {
        Program program = program(50);
        for (SocketChannel one : open(200, program.request("/events"))) {
            awaitBytes(one);
            one.close();
        }
        service.collectGarbage();
        long before = service.memory();
        long liveBefore = service.liveHeap();
        List<SocketChannel> held = open(STREAMS, program.request("/events"));
        for (SocketChannel one : held) {
            awaitBytes(one);
        }
        long peak = service.memory();
        service.collectGarbage();
        System.out.printf(
                Locale.ROOT,
                "%n%,d idle streams of events: %d MB more resident memory, %d MB more live heap%n",
                STREAMS,
                peak - before,
                service.liveHeap() - liveBefore);
        for (SocketChannel one : held) {
            one.close();
        }
    }

    private List<SocketChannel> open(int count, byte[] request) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(address);
            channel.write(ByteBuffer.wrap(request));
            channels.add(channel);
        }
        return channels;
    }

    private static void awaitBytes(SocketChannel channel) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(256);
        channel.read(head);
        String text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
        if (!text.startsWith("HTTP/1.1 200")) {
            throw new IllegalStateException(text);
        }
    }

    private static double median(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
