package io.valise.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged service as a process of its own, with data and a key of its own. */
final class Service implements AutoCloseable {
    static final String PUBLIC_KEY = "tourtour";
    static final String PRIVATE_KEY = "1f0e7c5a-0000-4000-8000-00000000c0de";

    private static final Path NATIVE = Path.of(System.getProperty("native.image.path", "target/none"));
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
    private static final Duration START = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path output;

    private Service(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it in the folder, where its data is, too. */
    static Service start(Path folder) throws IOException {
        return start(folder, Map.of());
    }

    /** The same with settings of its own. */
    static Service start(Path folder, Map<String, String> settings) throws IOException {
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("VALISE_BOOTSTRAP_PUBLIC_KEY", PUBLIC_KEY);
        builder.environment().put("VALISE_BOOTSTRAP_PRIVATE_KEY", PRIVATE_KEY);
        builder.environment().putAll(settings);
        return new Service(builder.start(), output);
    }

    private static List<String> command() {
        return Files.isExecutable(NATIVE)
                ? List.of(NATIVE.toAbsolutePath().toString())
                : List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.toAbsolutePath().toString());
    }

    /** Its address, once it is ready. */
    String url() throws Exception {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher listening = LISTENING.matcher(Files.readString(output));
            if (listening.find() && get(listening.group(1) + "/q/health/ready").statusCode() == 200) {
                return listening.group(1);
            }
            Thread.sleep(100);
        }
        throw new AssertionError("the service is not ready:\n" + Files.readString(output));
    }

    /** Its OpenAPI document, in JSON. */
    String document() throws Exception {
        HttpResponse<String> answer = get(url() + "/openapi?format=json");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
