package io.valise.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged service in its own process, on its embedded store in a new folder, and a client of it. */
final class Service implements AutoCloseable {
    private static final String JAR = "target/quarkus-app/quarkus-run.jar";
    private static final String LOGIN = "{\"username\":\"benchkey\",\"apiKey\":\"a-made-up-private-key\"}";

    private final Process process;
    private final int port;
    private final Path log;
    private final String admin;
    private final HttpClient http = HttpClient.newHttpClient();
    private String token = "";
    private String project = "";

    private Service(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.admin = "http://127.0.0.1:" + port + "/api/admin/v3.0";
    }

    /**
     * Starts it on a JVM with this heap size, or starts the executable at this path, waits until it is ready, and logs
     * in.
     */
    static Service start(String form) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path data = Files.createTempDirectory("valise-bench");
        Service service = launch(
                form.contains("/")
                        ? new ProcessBuilder(form)
                        : new ProcessBuilder(java, "-Xmx" + form, "-XX:+UseSerialGC", "-jar", JAR),
                Map.of("VALISE_DATA_DIR", data.toString()));
        service.awaitReady();
        service.enter();
        return service;
    }

    /** Starts it by a command with these environment variables, without waiting until it is ready. */
    static Service launch(ProcessBuilder command, Map<String, String> environment) throws IOException {
        int port = freePort();
        command.environment().putAll(environment);
        command.environment().put("VALISE_BOOTSTRAP_PUBLIC_KEY", "benchkey");
        command.environment().put("VALISE_BOOTSTRAP_PRIVATE_KEY", "a-made-up-private-key");
        command.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        Path log = Files.createTempFile("valise-bench", ".log");
        return new Service(
                command.redirectErrorStream(true).redirectOutput(log.toFile()).start(), port, log);
    }

    /** Logs in. */
    void enter() throws IOException, InterruptedException {
        token = field("access_token", login());
        project = field("group_id", send("GET", "/auth/profile", null, 200));
    }

    String login() throws IOException, InterruptedException {
        return send("POST", "/auth/providers/mongodb-cloud/login", LOGIN, 200);
    }

    /** Creates an app and returns its path. */
    String createApp(String name) throws IOException, InterruptedException {
        String apps = "/groups/" + project + "/apps";
        return apps + "/" + field("_id", send("POST", apps, "{\"name\":\"" + name + "\"}", 201));
    }

    /** The project's apps, or those that match the query. */
    String apps(String query) throws IOException, InterruptedException {
        return send("GET", "/groups/" + project + "/apps" + query, null, 200);
    }

    /** Sends a request and returns the reply's body. Fails on any status other than the expected one. */
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

    /** Reads a run-time route with a runtime token. Fails unless the status is 200. */
    String read(String path, String runtimeToken) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + runtimeToken)
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
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

    /** The used part of its heap, in MB. */
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

    /** Peak resident memory, in MB. Linux only. */
    long peakMemory() throws IOException {
        return memory("VmHWM");
    }

    /** Resident memory, in MB. Linux only. */
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

    /** Waits for the first 200 on the readiness route, with its own connections. */
    void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (get("/q/health/ready", "")) {
                    return;
                }
            } catch (IOException notYet) {
                // The port is not open yet.
            }
            Thread.sleep(1);
        }
        throw new IllegalStateException("the service did not become ready: " + Files.readString(log));
    }

    /** Whether a GET is answered with 200. Uses a bare socket, so that the client itself is not measured. */
    boolean get(String path, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] reply = socket.getInputStream().readAllBytes();
            return new String(reply, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            Files.deleteIfExists(log);
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
