package io.valise.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures the packaged service over HTTP and prints a page of Markdown. The first argument is the heap size of the
 * service on a JVM, 512m by default, or the path of the executable. An {@code OutOfMemoryError} ends the service, and
 * so the benchmark. {@code -Dlargest=10000} omits the apps that do not fit into a small heap.
 */
public final class Benchmark {
    private static final int CLIENTS = 8;
    /** Enough for a JVM to have compiled the code that they run. */
    private static final int CREATIONS = 6_000;

    private static final int LARGEST = Integer.getInteger("largest", 100_000);
    private static final int[] ENTRIES = IntStream.of(100, 1_000, 10_000, 100_000)
            .filter(entries -> entries <= LARGEST)
            .toArray();
    private static final int LARGE = 100_000;
    private static final int[] CHANGES = {1, 100, 1_000};

    private final Service service;

    private Benchmark(Service service) {
        this.service = service;
    }

    public static void main(String... arguments) throws Exception {
        String form = arguments.length == 0 ? "512m" : arguments[0];
        try (Service service = Service.start(form)) {
            System.out.printf(
                    "JDK %s, %d cores, service: %s%n%n",
                    Runtime.version(), Runtime.getRuntime().availableProcessors(), form);
            Benchmark benchmark = new Benchmark(service);
            benchmark.warmUp();
            benchmark.throughput();
            benchmark.deployments();
            benchmark.files();
            if (LARGEST >= LARGE) {
                benchmark.large();
            }
            System.out.printf("%nPeak resident memory of the service: %d MB%n", service.peakMemory());
        }
    }

    private void warmUp() throws Exception {
        String app = service.createApp("warm-up");
        perSecond(1_000, i -> () -> service.send("POST", app + "/secrets", secret(i), 201));
        perSecond(300, i -> service::login);
    }

    private void throughput() throws Exception {
        String app = service.createApp("throughput");
        String value = "{\"name\":\"greeting\",\"value\":{\"text\":\"hello\",\"times\":3}}";
        String id = Service.field("_id", service.send("POST", app + "/values", value, 201));
        System.out.printf("| with %d clients at once | per second |%n|---|---:|%n", CLIENTS);
        row("logins", perSecond(1_000, i -> service::login));
        row(
                "secret creations, all in one app",
                perSecond(CREATIONS, i -> () -> service.send("POST", app + "/secrets", secret(i), 201)));
        row("value reads", perSecond(10_000, i -> () -> service.send("GET", app + "/values/" + id, null, 200)));
    }

    private void deployments() throws Exception {
        System.out.printf(
                "%n| median, ms | %s |%n|---|%s%n", columns(n -> n + " entries"), "---:|".repeat(ENTRIES.length));
        String[] apps = new String[ENTRIES.length];
        for (int i = 0; i < apps.length; i++) {
            apps[i] = service.createApp("entries-" + ENTRIES[i]);
            // One fewer, because the value that is changed is an entry, too.
            service.send("POST", apps[i] + "/values/import", values(ENTRIES[i] - 1, "before"), 200);
        }
        double[] immediate = changesInTurn(apps);
        System.out.println("| an immediate change | " + cells(immediate) + " |");
        for (int changes : CHANGES) {
            double[] staged = new double[apps.length];
            double[] deployed = new double[apps.length];
            for (int i = 0; i < apps.length; i++) {
                draft(apps[i], Math.min(changes, ENTRIES[i] - 1), staged, deployed, i);
            }
            System.out.printf("| import of %d changes into a draft | %s |%n", changes, cells(staged));
            System.out.printf("| its deployment | %s |%n", cells(deployed));
        }
        System.out.printf("%nOne change, against that at 100 entries:");
        for (int i = 1; i < ENTRIES.length; i++) {
            System.out.printf(" %.1f times at %,d;", immediate[i] / immediate[0], ENTRIES[i]);
        }
        System.out.println();
    }

    /** Makes one change in each app in turn, so that other load on the machine affects all of them. */
    private double[] changesInTurn(String[] apps) throws Exception {
        int rounds = 61;
        int warmUp = 20;
        String[] paths = new String[apps.length];
        for (int i = 0; i < apps.length; i++) {
            String value = "{\"name\":\"changed\",\"value\":0}";
            paths[i] =
                    apps[i] + "/values/" + Service.field("_id", service.send("POST", apps[i] + "/values", value, 201));
        }
        double[][] millis = new double[apps.length][rounds];
        for (int round = -warmUp; round < rounds; round++) {
            for (int i = 0; i < apps.length; i++) {
                String path = paths[i];
                String body = "{\"name\":\"changed\",\"value\":" + round + "}";
                double took = millis(() -> service.send("PUT", path, body, 200));
                if (round >= 0) {
                    millis[i][round] = took;
                }
            }
        }
        return Arrays.stream(millis).mapToDouble(Benchmark::median).toArray();
    }

    /** What an app of the maximum size costs, when all of it is requested and when one change is made. */
    private void large() throws Exception {
        int entries = LARGE - 1;
        String app = service.createApp("large");
        String imports = app + "/import?strategy=replace-by-name";
        String body = app(entries, 0, "before");
        System.out.printf("%n| an app of 100,000 values | ms |%n|---|---:|%n");
        System.out.printf("| import | %.0f |%n", millis(() -> service.send("POST", imports, body, 204)));
        System.out.printf(
                "| diff of the unchanged app, median | %.0f |%n",
                median(5, n -> service.send("POST", imports + "&diff=true", body, 200)));
        String token =
                Service.field("token", service.send("POST", app + "/runtime_tokens", "{\"name\":\"bench\"}", 201));
        String client = Service.field("client_app_id", service.send("GET", app, null, 200));
        String path = "/api/client/v1/apps/" + client + "/values/changed";
        String id =
                Service.field("_id", service.send("POST", app + "/values", "{\"name\":\"changed\",\"value\":0}", 201));
        System.out.printf(
                "| first run-time read, which loads the app | %.0f |%n", millis(() -> service.read(path, token)));
        double[] reads = new double[21];
        for (int round = 0; round < reads.length; round++) {
            String change = "{\"name\":\"changed\",\"value\":" + round + "}";
            service.send("PUT", app + "/values/" + id, change, 200);
            reads[round] = millis(() -> service.read(path, token));
        }
        System.out.printf("| a run-time read right after one change, median | %.1f |%n", median(reads));
    }

    private void draft(String app, int changes, double[] staged, double[] deployed, int at) throws Exception {
        double[] stagings = new double[5];
        double[] deploys = new double[5];
        for (int round = 0; round < stagings.length; round++) {
            String draft = Service.field("_id", service.send("POST", app + "/drafts", null, 201));
            String body = values(changes, changes + " in round " + round);
            stagings[round] = millis(() -> service.send("POST", app + "/values/import", body, 200));
            deploys[round] = millis(() -> service.send("POST", app + "/drafts/" + draft + "/deployment", null, 201));
        }
        staged[at] = median(stagings);
        deployed[at] = median(deploys);
    }

    /** Measures the app as a client pushes it: a draft, the import of the whole app, the deployment. */
    private void files() throws Exception {
        System.out.printf("%n| median, ms | 1000 entries | 10000 entries |%n|---|---:|---:|%n");
        double[] pushes = new double[2];
        double[] diffs = new double[2];
        for (int i = 0; i < 2; i++) {
            int entries = i == 0 ? 1_000 : 10_000;
            String app = service.createApp("files-" + entries);
            String imports = app + "/import?strategy=replace-by-name";
            service.send("POST", imports, app(entries, 0, "before"), 204);
            diffs[i] = median(9, n -> service.send("POST", imports + "&diff=true", app(entries, 0, "before"), 200));
            pushes[i] = median(9, n -> {
                String draft = Service.field("_id", service.send("POST", app + "/drafts", null, 201));
                service.send("POST", imports, app(entries, 1_000, "round " + n), 204);
                service.send("POST", app + "/drafts/" + draft + "/deployment", null, 201);
            });
        }
        System.out.println("| diff of the unchanged app | " + cells(diffs) + " |");
        System.out.println("| push of 1000 changed values, from draft to deployed | " + cells(pushes) + " |");
    }

    private static String app(int entries, int changed, String content) {
        return IntStream.range(0, entries)
                .mapToObj(i -> "{\"name\":\"value-" + i + "\",\"from_secret\":false,\"value\":\""
                        + (i < changed ? content : "before") + "\"}")
                .collect(Collectors.joining(",", "{\"config_version\":20210101,\"values\":[", "]}"));
    }

    private static String secret(int i) {
        return "{\"name\":\"secret-" + i + "\",\"value\":\"a made-up content of some forty characters\"}";
    }

    private static String values(int count, String content) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"value-" + i + "\":\"" + content + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    static double perSecond(int requests, IntFunction<Callable<String>> request) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Exception> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(CLIENTS);
        long begin = System.nanoTime();
        for (int client = 0; client < CLIENTS; client++) {
            clients.execute(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
                        request.apply(i).call();
                    }
                } catch (Exception failed) {
                    failure.set(failed);
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        clients.shutdown();
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
        return requests * 1e9 / (System.nanoTime() - begin);
    }

    private interface Numbered {
        void run(int n) throws IOException, InterruptedException;
    }

    private static double median(int rounds, Numbered call) throws Exception {
        double[] millis = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            int n = round;
            millis[round] = millis(() -> {
                call.run(n);
                return null;
            });
        }
        return median(millis);
    }

    private static double millis(Callable<?> call) throws Exception {
        long begin = System.nanoTime();
        call.call();
        return (System.nanoTime() - begin) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    static double median(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void row(String what, double perSecond) {
        System.out.printf(Locale.ROOT, "| %s | %,.0f |%n", what, perSecond);
    }

    private static String columns(IntFunction<String> header) {
        return Arrays.stream(ENTRIES).mapToObj(header).collect(Collectors.joining(" | "));
    }

    private static String cells(double[] figures) {
        return Arrays.stream(figures)
                .mapToObj(figure -> String.format(Locale.ROOT, "%.1f", figure))
                .collect(Collectors.joining(" | "));
    }
}
