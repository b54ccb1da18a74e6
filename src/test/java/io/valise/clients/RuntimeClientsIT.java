package io.valise.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.valise.testing.Service;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients in {@code clients}, on the running service: each by its own tests, and all by a program that notices
 * deployments, before and after a restart of the service. None of them needs the network.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RuntimeClientsIT {
    private static final Path CLIENTS = Path.of("clients").toAbsolutePath();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final String SECRET = "made-up-" + UUID.randomUUID();

    @TempDir
    static Path folder;

    private static int port;
    private static Service service;
    private static Owner owner;
    private static String app;
    private static Map<String, String> environment;

    @BeforeAll
    static void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        startService();
        JsonNode made = owner.post("/apps", "{\"name\": \"shop\"}");
        app = "/apps/" + made.get("_id").asText();
        owner.post(app + "/secrets", "{\"name\": \"payment-key\", \"value\": \"" + SECRET + "\"}");
        owner.post(app + "/values", "{\"name\": \"paymentKey\", \"value\": \"payment-key\", \"from_secret\": true}");
        owner.post(app + "/values", "{\"name\": \"big\", \"value\": 12345678901234567890.10}");
        owner.post(app + "/values", "{\"name\": \"greeting\", \"value\": \"hello\"}");
        JsonNode token = owner.post(app + "/runtime_tokens", "{\"name\": \"clients\"}");
        environment = Map.of(
                "VALISE_URL", "http://127.0.0.1:" + port,
                "VALISE_APP", made.get("client_app_id").asText(),
                "VALISE_TOKEN", token.get("token").asText(),
                "VALISE_ADMIN", owner.address(app),
                "VALISE_ACCESS_TOKEN", owner.token(),
                "VALISE_TEST_SECRET", SECRET,
                "JAVA_HOME", System.getProperty("java.home"),
                "PYTHONPATH", CLIENTS.resolve("python/src").toString(),
                "PYTHONDONTWRITEBYTECODE", "1");
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @Test
    void in_javascript() throws Exception {
        Commands.need("node");
        in("javascript").run("node", "--test", "test/client.test.js", "test/live.test.js");
        Path tsc = Path.of("target/clients/typescript/node_modules/.bin/tsc").toAbsolutePath();
        if (Files.exists(tsc)) {
            in("javascript").run(tsc.toString(), "--project", "test");
        } else {
            System.out.println("Skipped: the JavaScript client's types, as there is no " + tsc);
        }
    }

    @Test
    void in_python() throws Exception {
        Commands.need("python3");
        in("python").run("python3", "-m", "unittest", "discover", "--start-directory", "tests");
    }

    @Test
    void in_java() throws Exception {
        in("java").run(Path.of("mvnw").toAbsolutePath().toString(), "-q", "-B", "-ntp", "-f", "pom.xml", "verify");
    }

    /** Last, as the others' sessions end with the service. */
    @Test
    @Order(Integer.MAX_VALUE)
    void notice_deployments_before_and_after_a_restart_and_print_no_secret() throws Exception {
        Commands.need("node", "python3", "curl");
        Map<Path, Process> programs = new LinkedHashMap<>();
        try {
            setGreeting("hello");
            start(programs, "node", "watch.mjs");
            start(programs, "python3", "watch.py");
            start(programs, "sh", "watch.sh");
            start(programs, JAVA.resolve("java").toString(), "-cp", compiled(), "Watch.java");
            awaitLine(programs, "greeting = \"hello\"");
            setGreeting("changed");
            awaitLine(programs, "greeting = \"changed\"");
            service.close();
            startService();
            setGreeting("back");
            awaitLine(programs, "greeting = \"back\"");
            for (Path output : programs.keySet()) {
                assertThat(Files.readString(output)).doesNotContain(SECRET, environment.get("VALISE_TOKEN"));
            }
        } finally {
            programs.values().forEach(program -> {
                program.descendants().forEach(ProcessHandle::destroy);
                program.destroy();
            });
        }
    }

    private static void startService() throws Exception {
        service = Service.start(folder, Map.of("QUARKUS_HTTP_PORT", Integer.toString(port)));
        owner = Owner.at(service.ready());
    }

    private static void setGreeting(String text) throws Exception {
        for (JsonNode value : owner.get(app + "/values")) {
            if (value.get("name").asText().equals("greeting")) {
                owner.put(
                        app + "/values/" + value.get("_id").asText(),
                        "{\"name\": \"greeting\", \"value\": \"" + text + "\"}");
            }
        }
    }

    private static Commands in(String client) {
        return new Commands(CLIENTS.resolve(client), environment);
    }

    private static void start(Map<Path, Process> programs, String... command) throws IOException {
        Path output = Files.createTempFile(folder, "program", ".txt");
        programs.put(output, in("examples").start(output, command));
    }

    /** The Java client's classes. */
    private static String compiled() throws Exception {
        Path classes = folder.resolve("classes");
        try (Stream<Path> sources = Files.walk(CLIENTS.resolve("java/src/main/java"))) {
            Stream<String> files = sources.map(Path::toString).filter(file -> file.endsWith(".java"));
            in("java")
                    .run(Stream.concat(Stream.of(JAVA.resolve("javac").toString(), "-d", classes.toString()), files)
                            .toArray(String[]::new));
        }
        return classes.toString();
    }

    /** Until each program has printed it; each must still be running then. */
    private static void awaitLine(Map<Path, Process> programs, String line) throws Exception {
        long end = System.nanoTime() + 90_000_000_000L;
        for (Map.Entry<Path, Process> program : programs.entrySet()) {
            while (!Files.readString(program.getKey()).contains(line)) {
                Optional<String> command = program.getValue().info().commandLine();
                assertThat(program.getValue().isAlive() && System.nanoTime() < end)
                        .as("%s prints %s%n%s", command, line, Files.readString(program.getKey()))
                        .isTrue();
                Thread.sleep(50);
            }
        }
    }
}
