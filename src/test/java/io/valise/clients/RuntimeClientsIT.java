package io.valise.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.valise.testing.Service;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients against the running service, each installed from its package ({@link Packages}). Their own tests run
 * against the installed client, and a program in each language notices deployments, before and after a restart of the
 * service.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RuntimeClientsIT {
    private static final Path CLIENTS = Path.of("clients").toAbsolutePath();
    private static final String SECRET = "made-up-" + UUID.randomUUID();

    @TempDir
    static Path folder;

    private static int port;
    private static Service service;
    private static Owner owner;
    private static String app;
    private static Map<String, String> environment;
    private static Packages packages;

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
                "PYTHONDONTWRITEBYTECODE", "1");
        packages = new Packages(Files.createDirectory(folder.resolve("packages")), environment);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @Test
    void in_javascript() throws Exception {
        Commands project = in(packages.javascript());
        Packages.copy(CLIENTS.resolve("javascript/test"), project.folder().resolve("test"));
        project.run("node", "--test", "test/client.test.js", "test/live.test.js");
        Path tsc = Path.of("target/clients/typescript/node_modules/.bin/tsc").toAbsolutePath();
        if (Files.exists(tsc)) {
            project.run(tsc.toString(), "--project", "test");
        } else {
            System.out.println("Skipped: the JavaScript client's types, as there is no " + tsc);
        }
    }

    @Test
    void in_python() throws Exception {
        String python = packages.python().toString();
        Path tests = Packages.copy(CLIENTS.resolve("python/tests"), folder.resolve("python-tests"));
        in(tests).run(python, "-m", "unittest", "discover", "--start-directory", ".");
    }

    /** The jar's own build has tested it. Here a module with no other dependency uses it. */
    @Test
    void in_java() throws Exception {
        String jar = packages.java().toString();
        Commands project = in(Files.createDirectories(folder.resolve("java")));
        Files.writeString(project.folder().resolve("module-info.java"), "module shop { requires io.valise.client; }");
        Files.writeString(project.folder().resolve("Shop.java"), """
            package shop;

            import io.valise.client.Valise;

            class Shop {
                public static void main(String[] arguments) {
                    try (Valise context = Valise.connect()) {
                        String big = context.values().text("big");
                        if (!big.equals("12345678901234567890.10")) {
                            throw new AssertionError(big);
                        }
                    }
                }
            }
            """);
        project.run(tool("javac"), "-d", "classes", "-p", jar, "module-info.java", "Shop.java");
        project.run(tool("java"), "-p", jar + File.pathSeparator + "classes", "-m", "shop/shop.Shop");
        try (JarFile content = new JarFile(jar)) {
            byte[] licence =
                    content.getInputStream(content.getEntry("META-INF/LICENSE")).readAllBytes();
            assertThat(licence).isEqualTo(Files.readAllBytes(Path.of("LICENSE")));
        }
    }

    /** Runs last, because it restarts the service, which ends the other tests' sessions. */
    @Test
    @Order(Integer.MAX_VALUE)
    void notice_deployments_before_and_after_a_restart_and_print_no_secret() throws Exception {
        Commands.need("curl");
        Path javascript = packages.javascript();
        Path python = packages.python();
        Path jar = packages.java();
        Files.writeString(javascript.resolve("watch.mjs"), watchInJavaScript());
        Map<Path, Process> programs = new LinkedHashMap<>();
        try {
            setGreeting("hello");
            start(programs, "node", javascript.resolve("watch.mjs").toString());
            start(programs, python.toString(), "watch.py");
            start(programs, "sh", "watch.sh");
            start(programs, tool("java"), "-cp", jar.toString(), "Watch.java");
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

    private static Commands in(Path project) {
        return new Commands(project, environment);
    }

    /** An executable of the JDK that runs this test. */
    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The example uses the client's sources. This copy is changed to use the installed client. */
    private static String watchInJavaScript() throws IOException {
        String example = Files.readString(CLIENTS.resolve("examples/watch.mjs"));
        assertThat(example).contains("\"../javascript/src/index.js\"");
        return example.replace("\"../javascript/src/index.js\"", "\"@valise/client\"");
    }

    private static void start(Map<Path, Process> programs, String... command) throws IOException {
        Path output = Files.createTempFile(folder, "program", ".txt");
        programs.put(output, in(CLIENTS.resolve("examples")).start(output, command));
    }

    /** Waits until each program has printed the line. All must still be running then. */
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
