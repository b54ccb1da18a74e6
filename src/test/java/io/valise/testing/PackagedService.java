package io.valise.testing;

import io.valise.store.embedded.Relay;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the HTTP tests against the packaged service: the native executable if one was built, else the jar. The
 * application in the tests' own process then serves no requests. It shares the store, like a second instance, so that
 * tests can use {@code Given} as usual, while their requests go to the process under test. Tests that use internals of
 * the service are marked {@link InProcess}.
 */
public final class PackagedService {
    private static final String SETTING = "tests.service";
    /**
     * A system property, so that it is visible across class loaders: the service is started once for all test classes
     * of a run.
     */
    private static final String STARTED = "tests.service.started";
    /** The file with the service's output. Unset when the tests run against the service in their own process. */
    private static final String OUTPUT = "tests.service.output";

    /** How many bytes of the output have been searched. */
    private static final String SEEN = "tests.service.seen";

    /** The address of a port that leads to the service's store. */
    private static final String STORE = "tests.service.store";

    private static final Pattern LISTENS = Pattern.compile("The embedded store listens on 127\\.0\\.0\\.1:(\\d+)");

    private PackagedService() {}

    static boolean isWanted() {
        return "packaged".equals(System.getProperty(SETTING));
    }

    static int port() {
        return Integer.parseInt(System.getProperty(STARTED));
    }

    /**
     * The settings of this process next to the packaged service. {@code store} has the settings of a server that both
     * use, or is empty.
     */
    static Map<String, String> sharing(Map<String, String> store) {
        try {
            if (System.getProperty(STARTED) == null) {
                start(store);
            }
            Map<String, String> settings = new HashMap<>(store);
            if (store.isEmpty()) {
                settings.putAll(embedded(Path.of(System.getProperty(OUTPUT))));
            }
            settings.put("quarkus.http.host-enabled", "false");
            settings.put("quarkus.http.test-port", System.getProperty(STARTED));
            return settings;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void start(Map<String, String> store) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("VALISE_AUDIT_COUNTS_EVERY", "1s");
        environment.put("VALISE_SIGN_IN_FREE_PER_KEY", "1000000");
        environment.put("VALISE_SIGN_IN_MOST_PER_MINUTE", "1000000");
        environment.put("VALISE_LIMITS_ENTRIES", "10000");
        environment.put("VALISE_EMBEDDED_FSYNC", "false");
        // Log as much as possible: none of it may contain a secret.
        environment.put("QUARKUS_LOG_CATEGORY__IO_VALISE__LEVEL", "DEBUG");
        Path folder = Files.createTempDirectory("valise-packaged");
        if (store.isEmpty()) {
            environment.put(
                    "VALISE_EMBEDDED_CREDENTIAL_FILE",
                    folder.resolve("credential").toString());
        }
        environment.putAll(Service.variables(store));
        Service service = Service.start(folder, environment);
        Runtime.getRuntime().addShutdownHook(new Thread(service::killNow));
        System.setProperty(STARTED, String.valueOf(URI.create(service.ready()).getPort()));
        System.setProperty(OUTPUT, service.outputFile().toString());
        if (store.isEmpty()) {
            Relay relay = new Relay(listening(service.outputFile()), Files.readString(folder.resolve("credential")));
            System.setProperty(STORE, "127.0.0.1:" + relay.address().getPort());
        }
    }

    private static InetSocketAddress listening(Path output) throws IOException {
        Matcher listening = LISTENS.matcher(Files.readString(output));
        if (!listening.find()) {
            throw new IllegalStateException("the service does not say where its store listens");
        }
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(listening.group(1)));
    }

    private static Map<String, String> embedded(Path output) {
        Path data = output.resolveSibling("valise-data");
        return Map.of(
                "quarkus.mongodb.connection-string",
                "mongodb://" + System.getProperty(STORE) + "/?retryWrites=false",
                "valise.master-key-file",
                data.resolve("master.key").toString(),
                "valise.data-dir",
                data.toString());
    }

    /**
     * Whether the service has printed this text since the last call. False if the tests run against the service in
     * their own process. The service logs so much in a run that its whole output cannot be read after each test.
     */
    static boolean hasPrinted(String text) {
        String output = System.getProperty(OUTPUT);
        if (output == null) {
            return false;
        }
        try (RandomAccessFile printed = new RandomAccessFile(output, "r")) {
            long from = Long.getLong(SEEN, 0);
            printed.seek(Math.max(0, from - text.length()));
            byte[] news = new byte[(int) (printed.length() - printed.getFilePointer())];
            printed.readFully(news);
            System.setProperty(SEEN, String.valueOf(printed.getFilePointer()));
            return new String(news, StandardCharsets.UTF_8).contains(text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
