package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged service as a process of its own: the jar or the native executable, whichever was built. */
final class Service implements AutoCloseable {
    private static final Path NATIVE = Path.of(System.getProperty("native.image.path", "target/none"));
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");

    private final Process process;
    private final Path output;

    private Service(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it with these settings; what it prints goes to a file in the folder, which is its working directory. */
    static Service start(Path folder, Map<String, String> settings) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("VALISE_BOOTSTRAP_PUBLIC_KEY", Client.PUBLIC_KEY);
        builder.environment().put("VALISE_BOOTSTRAP_PRIVATE_KEY", Client.PRIVATE_KEY);
        builder.environment().putAll(settings);
        return new Service(builder.start(), output);
    }

    private static List<String> command() {
        if (Files.isExecutable(NATIVE)) {
            return List.of(NATIVE.toAbsolutePath().toString());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-jar"));
        command.add(JAR.toAbsolutePath().toString());
        return command;
    }

    /** Its address, once it is ready. */
    String ready() throws Exception {
        Await.until("the service is ready\n" + output(), () -> {
            assertThat(process.isAlive()).as(output()).isTrue();
            Matcher listening = LISTENING.matcher(output());
            return listening.find() && Client.isReady(listening.group(1));
        });
        Matcher listening = LISTENING.matcher(output());
        assertThat(listening.find()).isTrue();
        return listening.group(1);
    }

    /** Its exit code, once it has ended by itself. */
    int ended() throws Exception {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(output()).isTrue();
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** All that it has printed so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
