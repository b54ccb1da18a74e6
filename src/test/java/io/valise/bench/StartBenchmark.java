package io.valise.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.valise.store.embedded.StoreOnItsOwn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;

/**
 * Compares forms of the service, each given as the command line that starts it, or all that have been built: how fast
 * it starts on a store with 1,000 values, how much memory it takes, and how many requests it serves. Prints a Markdown
 * table. The forms take turns, so that other load on the machine affects all of them. Linux only: memory is read from
 * /proc.
 */
public final class StartBenchmark {
    private static final int STARTS = Integer.getInteger("starts", 11);
    private static final int VALUES = 1_000;
    private static final int READS = 100_000;
    private static final int WRITES = 1_000;
    private static final int CLIENTS = 8;
    private static final int CONNECTIONS = 16;
    private static final long SECOND = 1_000_000_000L;
    private static final String DATA = "VALISE_DATA_DIR";
    private static final String KEY =
            Base64.getEncoder().encodeToString("a made-up master key of 32 bytes".getBytes(StandardCharsets.US_ASCII));

    private final List<Form> forms;
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    private StartBenchmark(List<Form> forms) {
        this.forms = forms;
    }

    public static void main(String... arguments) throws Exception {
        List<Form> forms = new ArrayList<>();
        for (String line : arguments) {
            forms.add(Form.of(line));
        }
        StartBenchmark benchmark = new StartBenchmark(forms.isEmpty() ? Form.built() : forms);
        benchmark.run();
        benchmark.print();
    }

    /** A store with an app of 1,000 values, and how a program reads one of them. */
    private record Store(Map<String, String> environment, String path, String headers) {
        Store in(Path folder) {
            return new Store(Map.of(DATA, folder.toString()), path, headers);
        }

        byte[] request() {
            return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    private void run() throws Exception {
        for (Form form : forms) {
            row("size, MB", form.megabytes());
        }
        Path folder = Files.createTempDirectory("valise-bench");
        Store embedded = filled(Map.of(DATA, folder.toString()));
        starts("embedded store", embedded);
        try (StoreOnItsOwn other = new StoreOnItsOwn(Files.createTempDirectory("valise-bench"))) {
            InetSocketAddress address = other.address();
            String uri = "mongodb://127.0.0.1:" + address.getPort() + "/?retryWrites=false";
            Store external = filled(Map.of("QUARKUS_MONGODB_CONNECTION_STRING", uri, "VALISE_MASTER_KEY", KEY));
            starts("external store", external);
            double connection = connection(uri);
            forms.forEach(form -> row("of it a connection to that store, as a warm driver makes it, ms", connection));
        }
        for (Form form : forms) {
            // What one form writes must not affect the next.
            serve(form, embedded.in(copy(folder)));
        }
    }

    private static Path copy(Path folder) throws IOException {
        Path copy = Files.createTempDirectory("valise-bench");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    /** Fills the store with the first form of the service. */
    private Store filled(Map<String, String> environment) throws Exception {
        try (Service service = Service.launch(forms.get(0).process(), environment)) {
            service.awaitReady();
            service.enter();
            String app = service.createApp("start");
            String values = IntStream.range(0, VALUES)
                    .mapToObj(i -> "\"value-" + i + "\":\"content " + i + "\"")
                    .collect(Collectors.joining(",", "{", "}"));
            service.send("POST", app + "/values/import", values, 200);
            String token =
                    Service.field("token", service.send("POST", app + "/runtime_tokens", "{\"name\":\"p\"}", 201));
            String id = Service.field("client_app_id", service.send("GET", app, null, 200));
            String path = "/api/client/v1/apps/" + id + "/values/value-3";
            return new Store(environment, path, "Authorization: Bearer " + token + "\r\n");
        }
    }

    private void starts(String what, Store store) throws Exception {
        double[][] ready = new double[forms.size()][STARTS];
        double[][] read = new double[forms.size()][STARTS];
        for (int round = -1; round < STARTS; round++) {
            for (int i = 0; i < forms.size(); i++) {
                long begin = System.nanoTime();
                try (Service service = Service.launch(forms.get(i).process(), store.environment)) {
                    service.awaitReady();
                    double readyAfter = (System.nanoTime() - begin) / 1e6;
                    if (!service.get(store.path, store.headers)) {
                        throw new IllegalStateException(forms.get(i).name() + " does not answer the value");
                    }
                    // The first round loads the files into the operating system's cache.
                    if (round >= 0) {
                        ready[i][round] = readyAfter;
                        read[i][round] = (System.nanoTime() - begin) / 1e6;
                    }
                }
            }
        }
        for (int i = 0; i < forms.size(); i++) {
            row(what + ": start to ready, ms", Benchmark.median(ready[i]));
            row(what + ": start to the first value read, ms", Benchmark.median(read[i]));
        }
    }

    /** From no connection to the first answer, in ms: the median of many attempts. */
    private static double connection(String uri) {
        double[] millis = new double[21];
        for (int i = -10; i < millis.length; i++) {
            long begin = System.nanoTime();
            try (MongoClient client = MongoClients.create(uri)) {
                client.getDatabase("admin").runCommand(new Document("ping", 1));
            }
            if (i >= 0) {
                millis[i] = (System.nanoTime() - begin) / 1e6;
            }
        }
        return Benchmark.median(millis);
    }

    private void serve(Form form, Store store) throws Exception {
        try (Service service = Service.launch(form.process(), store.environment)) {
            service.awaitReady();
            Thread.sleep(2_000);
            row("resident, idle, MB", service.memory());
            Load load = new Load(new InetSocketAddress("127.0.0.1", service.port()), CONNECTIONS);
            long reads = 0;
            while (reads < READS) {
                reads += Math.round(load.of(store.request(), SECOND, 0).perSecond());
            }
            row("resident after 100,000 reads, MB", service.memory());
            double[] rates = new double[5];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = load.of(store.request(), 3 * SECOND, 0).perSecond();
            }
            row("reads a second", Benchmark.median(rates));
            row(
                    "p99 of a read at half that load, ms",
                    load.of(store.request(), 5 * SECOND, Benchmark.median(rates) / 2)
                            .p99());
            service.enter();
            String app = service.createApp("writes-" + System.nanoTime());
            row(
                    "secrets created a second, in one app",
                    Benchmark.perSecond(WRITES, i -> () -> secret(service, app, i)));
            row("resident at its highest, MB", service.peakMemory());
        }
    }

    private static String secret(Service service, String app, int i) throws IOException, InterruptedException {
        String body = "{\"name\":\"secret-" + i + "\",\"value\":\"a made-up content of some forty characters\"}";
        return service.send("POST", app + "/secrets", body, 201);
    }

    private void row(String what, double figure) {
        String text = String.format(Locale.ROOT, figure < 10 ? "%,.2f" : "%,.0f", figure);
        rows.computeIfAbsent(what, row -> new ArrayList<>()).add(text);
    }

    private void print() {
        System.out.printf(
                "%d cores, %d starts of each%n%n", Runtime.getRuntime().availableProcessors(), STARTS);
        System.out.println("| | " + forms.stream().map(Form::name).collect(Collectors.joining(" | ")) + " |");
        System.out.println("|---|" + "---:|".repeat(forms.size()));
        rows.forEach((what, cells) -> System.out.println("| " + what + " | " + String.join(" | ", cells) + " |"));
    }
}
