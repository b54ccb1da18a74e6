package io.valise.testing;

import com.mongodb.client.MongoClients;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.Document;

/**
 * The store of the tests: the embedded one, or, with {@code -Dtests.store=server}, a MongoDB-compatible server over the
 * wire in its own process. The server is looked up in {@code VALISE_TEST_SERVER} and on the PATH. With
 * {@code -Dtests.service=packaged}, it is the store of a {@link PackagedService}, which then answers all requests.
 */
public class TestStore implements QuarkusTestResourceLifecycleManager {
    private static final String SETTING = "tests.store";
    private static final String PROGRAM = "secantusd-py";
    /**
     * A system property, so that it is visible across class loaders: the server is started once for all test classes of
     * a run.
     */
    private static final String STARTED = "tests.store.started";

    private static final AtomicInteger STARTS_LEFT = new AtomicInteger(5);

    /** Whether the tests run against a server, so that the data folder is empty. */
    public static boolean isServer() {
        return "server".equals(System.getProperty(SETTING, "embedded"));
    }

    /** Where the server listens, once it has been started. */
    public static InetSocketAddress serverAddress() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                URI.create(System.getProperty(STARTED)).getPort());
    }

    /** The server's executable, or empty if it is not installed. */
    static Optional<Path> program() {
        Stream<Path> named =
                Stream.ofNullable(System.getenv("VALISE_TEST_SERVER")).map(Path::of);
        Stream<Path> onPath = Arrays.stream(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, PROGRAM));
        return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> store = isServer() ? server() : Map.of();
        return PackagedService.isWanted() ? PackagedService.sharing(store) : store;
    }

    private static Map<String, String> server() {
        String uri = System.getProperty(STARTED);
        if (uri == null) {
            uri = startServer(program().orElseThrow());
            System.setProperty(STARTED, uri);
        }
        return Map.of(
                "quarkus.mongodb.connection-string",
                uri,
                "valise.master-key",
                Base64.getEncoder().encodeToString("a made-up master key of 32 bytes".getBytes()));
    }

    private static String startServer(Path program) {
        try {
            int port = freePort();
            Path storage = Files.createTempDirectory("valise-test-server");
            run(new ProcessBuilder(
                            program.toString(),
                            "--host",
                            "127.0.0.1",
                            "--port",
                            String.valueOf(port),
                            "--storage-path",
                            storage.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            Redirect.appendTo(storage.resolve("server.log").toFile())));
            // The server's streamed heartbeats sometimes get out of step, and the driver then drops its connections.
            String uri = "mongodb://127.0.0.1:" + port + "/?replicaSet=secantus&serverMonitoringMode=poll";
            awaitAnswer(uri);
            return uri;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Restarts the server when it exits. The server is a beta and has been seen to exit in the middle of a run. Without
     * a restart every remaining test would wait for it until its time-out. It continues with its data on disk, and only
     * the tests that ran at that moment fail.
     */
    private static void run(ProcessBuilder command) throws IOException {
        Process server = command.start();
        Thread end = new Thread(server::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        server.onExit().thenAccept(ended -> {
            try {
                if (Runtime.getRuntime().removeShutdownHook(end) && STARTS_LEFT.decrementAndGet() >= 0) {
                    System.err.printf(
                            "The test server has ended with status %d: it is started again%n", ended.exitValue());
                    run(command);
                }
            } catch (IllegalStateException weAreEnding) {
                // The shutdown hook has ended the server.
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /** The driver waits until the server can be selected, so no loop is needed here. */
    private static void awaitAnswer(String uri) {
        try (var client = MongoClients.create(uri + "&serverSelectionTimeoutMS=60000")) {
            client.getDatabase("admin").runCommand(new Document("ping", 1));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void stop() {
        // Shutdown hooks stop what was started, because other test classes still use it.
    }
}
