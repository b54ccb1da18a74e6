import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Creates an archive for fast starts of the packaged service: an AOT cache from JDK 25 on, a CDS archive before. It
 * only fits the JVM that runs this program. Starts the service once in {@code quarkus-app} (the first argument), with a
 * store and a port of its own, sends it a few requests and stops it. Leaves only the archive and the file
 * {@code fast-start}, which holds the JVM options:
 *
 * <pre>java @fast-start -jar quarkus-run.jar</pre>
 *
 * Run this in the same folder, with the same JVM and unchanged files. Another JVM ignores the archive and starts
 * normally.
 */
public final class Archive {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofMinutes(5);
    private static final String PREFIX = "/api/admin/v3.0";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String privateKey = UUID.randomUUID().toString();
    private final Path folder;
    private final Path scratch;
    private final int port;
    private String token = "";

    private Archive(Path folder, Path scratch) throws IOException {
        this.folder = folder;
        this.scratch = scratch;
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    public static void main(String... arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Path scratch = Files.createTempDirectory("valise-archive");
        try {
            new Archive(folder, scratch).make();
        } finally {
            delete(scratch);
        }
    }

    private void make() throws Exception {
        boolean cache = Runtime.version().feature() >= 25;
        String archive = cache ? "app.aot" : "app-cds.jsa";
        // Archives are specific to a garbage collector. This one is also the smallest and the fastest to start.
        String collector = "-XX:+UseSerialGC";
        Files.deleteIfExists(folder.resolve(archive));
        Process service = start(collector, (cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
        try {
            awaitReady(service);
            use();
            service.destroy();
            if (!service.waitFor(STOP.toSeconds(), TimeUnit.SECONDS) || !Files.exists(folder.resolve(archive))) {
                throw new IllegalStateException("no archive was written");
            }
        } catch (Exception failure) {
            // The log contains the private key, which is useless once the store is gone.
            System.err.println(Files.readString(scratch.resolve("log")));
            throw failure;
        } finally {
            service.destroyForcibly().waitFor();
        }
        // Start-up runs a lot of code only a few times, so early compilation slows it down.
        String patience = "-XX:CompileThresholdScaling=6";
        Files.writeString(
                folder.resolve("fast-start"),
                collector + "\n" + patience + "\n" + (cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive + "\n");
        System.out.printf("%s: %,d bytes, for JDK %s%n", archive, Files.size(folder.resolve(archive)), Runtime.version());
    }

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", "quarkus-run.jar"));
        ProcessBuilder service = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        service.redirectOutput(scratch.resolve("log").toFile());
        // Ignore settings of the build environment: no real store and no real key may be used.
        service.environment().keySet().removeIf(name -> name.matches("(VALISE|QUARKUS|OTEL|MP|SMALLRYE|JAVA|JDK)_.*"));
        service.environment().put("VALISE_DATA_DIR", scratch.resolve("data").toString());
        service.environment().put("VALISE_BOOTSTRAP_PUBLIC_KEY", "archive");
        service.environment().put("VALISE_BOOTSTRAP_PRIVATE_KEY", privateKey);
        service.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        service.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        return service.start();
    }

    private void awaitReady(Process service) throws Exception {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end && service.isAlive()) {
            try {
                if (send("GET", "/q/health/ready", null).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // Not listening yet.
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the service did not get ready");
    }

    /** The requests that typically follow a start: a log-in, a change, and a program that reads. */
    private void use() throws Exception {
        String login = "{\"username\":\"archive\",\"apiKey\":\"" + privateKey + "\"}";
        token = field("access_token", ok("POST", PREFIX + "/auth/providers/mongodb-cloud/login", login));
        String apps = PREFIX + "/groups/" + field("group_id", ok("GET", PREFIX + "/auth/profile", null)) + "/apps";
        String app = ok("POST", apps, "{\"name\":\"archive\"}");
        String path = apps + "/" + field("_id", app);
        ok("POST", path + "/secrets", "{\"name\":\"key\",\"value\":\"made-up\"}");
        ok("POST", path + "/values", "{\"name\":\"linked\",\"value\":\"key\",\"from_secret\":true}");
        ok("POST", path + "/values", "{\"name\":\"greeting\",\"value\":{\"text\":\"hello\"}}");
        token = field("token", ok("POST", path + "/runtime_tokens", "{\"name\":\"archive\"}"));
        String values = "/api/client/v1/apps/" + field("client_app_id", app) + "/values";
        ok("GET", values, null);
        ok("GET", values + "/greeting", null);
    }

    private String ok(String method, String path, String body) throws Exception {
        HttpResponse<String> reply = send(method, path, body);
        if (reply.statusCode() / 100 != 2) {
            throw new IllegalStateException(method + " " + path + " was answered " + reply.statusCode());
        }
        return reply.body();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String field(String name, String json) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no field " + name);
        }
        return found.group(1);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
