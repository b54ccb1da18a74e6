package io.valise.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged service in its own process: the jar or the native executable, whichever was built. */
public final class Service implements AutoCloseable {
    /** The key pair of its first project, unless the settings say otherwise. */
    public static final String PUBLIC_KEY = "operator";

    public static final String PRIVATE_KEY = "made-up-private-key";

    private static final Path NATIVE = Path.of(System.getProperty("native.image.path", "target/none"));
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[^\\s\"]+)");
    private static final Duration START = Duration.ofMinutes(2);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path output;

    private Service(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it with these settings. Its output goes to a file in the folder, which is its working directory. */
    public static Service start(Path folder, Map<String, String> settings) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
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

    /** The environment variables for settings that are given by property name. */
    public static Map<String, String> variables(Map<String, String> properties) {
        Map<String, String> variables = new HashMap<>();
        properties.forEach(
                (name, value) -> variables.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        return variables;
    }

    /** Whether it is at least as new as the jar, or there is no jar. */
    private static boolean isNewest(Path executable) throws IOException {
        return !Files.exists(JAR)
                || Files.getLastModifiedTime(executable).compareTo(Files.getLastModifiedTime(JAR)) >= 0;
    }

    private static List<String> command() throws IOException {
        if (Files.isExecutable(NATIVE) && isNewest(NATIVE)) {
            return List.of(NATIVE.toAbsolutePath().toString());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-jar"));
        command.add(JAR.toAbsolutePath().toString());
        return command;
    }

    /** Its address, once it is ready. */
    public String ready() throws Exception {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher listening = LISTENING.matcher(output());
            if (listening.find() && get(listening.group(1) + "/q/health/ready").statusCode() == 200) {
                return listening.group(1);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the service is not ready:\n" + output());
    }

    /** Its OpenAPI document, in JSON. */
    public String document() throws Exception {
        HttpResponse<String> answer = get(ready() + "/openapi?format=json");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Its exit code, once it has exited by itself. */
    public int ended() throws Exception {
        assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS))
                .as(output())
                .isTrue();
        return process.exitValue();
    }

    /** SIGTERM, as Kubernetes sends it. The process exits by itself some time later. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGKILL, without waiting for the process to exit. */
    void killNow() {
        process.destroyForcibly();
    }

    /** The file with its output. */
    Path outputFile() {
        return output;
    }

    /** Everything that it has printed so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
