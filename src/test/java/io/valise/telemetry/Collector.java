package io.valise.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Receives what the service exports by OTLP over HTTP, as a collector would, and stores it in a folder. OpenTelemetry's
 * own variables point the service to it.
 */
public class Collector implements QuarkusTestResourceLifecycleManager {
    static final Path FOLDER = Path.of("target/otlp");

    private HttpServer server;
    private int received;

    /** One exported span. */
    record Span(String trace, String id, String parent, String name, Map<String, String> attributes) {}

    @Override
    public Map<String, String> start() {
        try {
            Files.createDirectories(FOLDER);
            for (Path old : files()) {
                Files.delete(old);
            }
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String authorization = exchange.getRequestHeaders().getFirst("authorization");
            int status = "Bearer made-up".equals(authorization) ? 200 : 401;
            if (status == 200) {
                Path whole = FOLDER.resolve(++received + ".part");
                Files.write(whole, body);
                Files.move(whole, FOLDER.resolve(received + ".pb"));
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return Map.of(
                "OTEL_SDK_DISABLED",
                "false",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://localhost:" + server.getAddress().getPort(),
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=Bearer made-up",
                "OTEL_SERVICE_NAME",
                "valise-under-test",
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment=tests",
                "quarkus.otel.bsp.schedule.delay",
                "100ms");
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".pb")).toList();
        }
    }

    /** All bytes received so far. */
    static String bytes() {
        try {
            StringBuilder all = new StringBuilder();
            for (Path file : files()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return all.toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** All spans received so far. The field numbers are those of opentelemetry-proto's trace.proto. */
    static List<Span> spans() {
        try {
            List<Span> spans = new ArrayList<>();
            for (Path file : files()) {
                UnknownFieldSet request = UnknownFieldSet.parseFrom(Files.readAllBytes(file));
                messages(request, 1)
                        .flatMap(resource -> messages(resource, 2))
                        .flatMap(scope -> messages(scope, 2))
                        .forEach(span -> spans.add(span(span)));
            }
            return spans;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Span span(UnknownFieldSet span) {
        Map<String, String> attributes = new TreeMap<>();
        messages(span, 9)
                .forEach(pair -> attributes.put(
                        text(pair, 1),
                        messages(pair, 2)
                                .map(value -> text(value, 1))
                                .findFirst()
                                .orElse("")));
        return new Span(hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5), attributes);
    }

    private static Stream<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream().map(bytes -> {
            try {
                return UnknownFieldSet.parseFrom(bytes);
            } catch (InvalidProtocolBufferException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private static String text(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> bytes.toStringUtf8())
                .findFirst()
                .orElse("");
    }

    private static String hex(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
                .findFirst()
                .orElse("");
    }
}
