package io.valise.console;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The system's nginx with the lines of {@code docs/production.md}, in front of the service. Without one, its tests are
 * skipped with a message; on CI they fail.
 */
final class Nginx implements ExecutionCondition {
    private static final Pattern LINES = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

    /** The address that the service trusts in tests, so that only the proxy's headers are believed. */
    private static final String TRUSTED = "127.0.0.2";

    /** A proxy that is running. */
    record Running(Process process, int port) implements AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }

    private static Optional<Path> found() {
        return Stream.of(
                        System.getenv("PATH").split(java.io.File.pathSeparator),
                        List.of("/usr/sbin").toArray(String[]::new))
                .flatMap(Stream::of)
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Running before(int service, Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Matcher lines = LINES.matcher(Files.readString(Path.of("docs/production.md")));
        if (!lines.find()) {
            throw new IllegalStateException("docs/production.md has no lines for nginx");
        }
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                user root root;
                pid nginx.pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    server {
                        listen 127.0.0.1:%d;
                        proxy_bind %s;
                %s
                    }
                }
                """.formatted(
                        port, TRUSTED, lines.group(1).replace("127.0.0.1:8080", "127.0.0.1:" + service)));
        Path output = folder.resolve("nginx.txt");
        Process process = new ProcessBuilder(
                        found().orElseThrow().toString(),
                        "-p",
                        folder.toString(),
                        "-e",
                        "stderr",
                        "-c",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        while (!listens(port)) {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(output));
            }
            Thread.sleep(20);
        }
        return new Running(process, port);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (found().isPresent()) {
            return ConditionEvaluationResult.enabled("nginx is here");
        }
        String missing = "no nginx was found: install it";
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(missing);
        }
        System.err.println("The console behind a proxy is NOT tested: " + missing);
        return ConditionEvaluationResult.disabled(missing);
    }
}
