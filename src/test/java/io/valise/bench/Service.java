package io.valise.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged service in a process of its own, on its embedded store in a new folder, and a client of it. */
final class Service implements AutoCloseable {
    private static final String JAR = "target/quarkus-app/quarkus-run.jar";
    private static final String LOGIN = "{\"username\":\"benchkey\",\"apiKey\":\"a-made-up-private-key\"}";

    private final Process process;
    private final int port;
    private final String admin;
    private final HttpClient http = HttpClient.newHttpClient();
    private String token = "";
    private String project = "";

    private Service(Process process, int port) {
        this.process = process;
        this.port = port;
        this.admin = "http://127.0.0.1:" + port + "/api/admin/v3.0";
    }

    /** Starts it with so much heap, waits until it is ready, and logs in. */
    static Service start(String heap) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder java = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-Dquarkus.http.port=" + port,
                "-jar",
                JAR));
        java.environment()
                .put(
                        "VALISE_DATA_DIR",
                        Files.createTempDirectory("valise-bench").toString());
        java.environment().put("VALISE_BOOTSTRAP_PUBLIC_KEY", "benchkey");
        java.environment().put("VALISE_BOOTSTRAP_PRIVATE_KEY", "a-made-up-private-key");
        Path log = Files.createTempFile("valise-bench", ".log");
        Service service = new Service(
                java.redirectErrorStream(true).redirectOutput(log.toFile()).start(), port);
        service.awaitReady("http://127.0.0.1:" + port + "/q/health/ready");
        service.token = field("access_token", service.login());
        service.project = field("group_id", service.send("GET", "/auth/profile", null, 200));
        return service;
    }

    String login() throws IOException, InterruptedException {
        return send("POST", "/auth/providers/mongodb-cloud/login", LOGIN, 200);
    }

    /** Creates an app; gives its path. */
    String createApp(String name) throws IOException, InterruptedException {
        String apps = "/groups/" + project + "/apps";
        return apps + "/" + field("_id", send("POST", apps, "{\"name\":\"" + name + "\"}", 201));
    }

    /** Sends a request and gives the reply's body; fails on another status than the one expected. */
    String send(String method, String path, String body, int status) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(admin + path)).method(method, publisher);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != status) {
            throw new IllegalStateException(
                    method + " " + path + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    int port() {
        return port;
    }

    /** Collects all garbage in the service. */
    void collectGarbage() throws IOException, InterruptedException {
        jcmd("GC.run");
    }

    /** Of its heap what is in use, in MB. */
    long liveHeap() throws IOException, InterruptedException {
        Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd("GC.heap_info"));
        long kilobytes = 0;
        while (used.find()) {
            kilobytes += Long.parseLong(used.group(1));
        }
        return kilobytes / 1024;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(process.pid()),
                        command)
                .start();
        String output = new String(jcmd.getInputStream().readAllBytes());
        jcmd.waitFor();
        return output;
    }

    /** Resident memory at its highest, in MB; Linux only. */
    long peakMemory() throws IOException {
        return memory("VmHWM");
    }

    /** Resident memory, in MB; Linux only. */
    long memory() throws IOException {
        return memory("VmRSS");
    }

    private long memory(String which) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(which))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    /** The first field of this name in a JSON text. */
    static String field(String name, String json) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in the reply");
        }
        return matcher.group(1);
    }

    private void awaitReady(String url) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < end) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // The port is not open yet.
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the service did not become ready");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
