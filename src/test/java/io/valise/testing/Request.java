package io.valise.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.ListeningAddress;
import io.quarkus.value.registry.ValueRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * An HTTP request, sent when the method for its verb is called:
 * {@code given().header("Accept", "text/plain").get("/path")}. Uses the JDK's client, because REST Assured compiled a
 * Groovy class for each access to a reply, which took half of the tests' time.
 */
public final class Request {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(100);

    /** The address of the service under test, if it is not in this process. */
    private static volatile String service;

    private final String root;
    private final HttpClient client;
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private BodyPublisher body = BodyPublishers.noBody();
    private boolean mayRevealSecrets = true;

    private Request(String root, HttpClient client) {
        this.root = root;
        this.client = client;
    }

    /** A request to the service under test: the one in this process, or the one set by {@link #sendTo}. */
    public static Request given() {
        return to(server());
    }

    /** The address of the service under test, such as {@code http://localhost:8080}. */
    public static String server() {
        if (service != null) {
            return service;
        }
        ValueRegistry addresses = Arc.container().instance(ValueRegistry.class).get();
        return "http://localhost:" + addresses.get(ListeningAddress.HTTP_TEST_PORT) + root();
    }

    /** The path that the service is below, if the test's profile says so. */
    private static String root() {
        String root = ConfigProvider.getConfig().getValue("quarkus.http.root-path", String.class);
        return root.equals("/") ? "" : root;
    }

    /** Sends all requests without an explicit server to this one, such as {@code http://localhost:8080}. */
    public static void sendTo(String server) {
        service = server;
    }

    /** A request to this server, such as {@code http://localhost:8080}. */
    public static Request to(String server) {
        return new Request(server, CLIENT);
    }

    /** Like {@link #to(String)}, with its own client, which may trust other certificates. */
    public static Request to(String server, HttpClient client) {
        return new Request(server, client);
    }

    /** Adds a header, one line for each value. */
    public Request header(String name, String... values) {
        for (String value : values) {
            headers.add(Map.entry(name, value));
        }
        return this;
    }

    public Request contentType(String type) {
        return only("Content-Type", type);
    }

    public Request accept(String type) {
        return only("Accept", type);
    }

    private Request only(String name, String value) {
        headers.removeIf(header -> header.getKey().equals(name));
        return header(name, value);
    }

    /** The body: bytes, text, or Java objects that are sent as JSON. */
    public Request body(Object content) {
        body = content instanceof byte[] bytes
                ? BodyPublishers.ofByteArray(bytes)
                : BodyPublishers.ofString(content instanceof String text ? text : json(content));
        return this;
    }

    /** Fails if the reply contains the content of a made-up secret. */
    public Request mustNotRevealSecrets() {
        mayRevealSecrets = false;
        return this;
    }

    public Answer get(String path) {
        return send("GET", path);
    }

    public Answer head(String path) {
        return send("HEAD", path);
    }

    public Answer options(String path) {
        return send("OPTIONS", path);
    }

    public Answer post(String path) {
        return send("POST", path);
    }

    public Answer put(String path) {
        return send("PUT", path);
    }

    public Answer patch(String path) {
        return send("PATCH", path);
    }

    public Answer delete(String path) {
        return send("DELETE", path);
    }

    /** Sends it with this method to this path, which is sent unchanged. */
    public Answer send(String method, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path))
                .method(method, body)
                .timeout(TIMEOUT);
        headers.forEach(header -> request.header(header.getKey(), header.getValue()));
        if (headers.stream().noneMatch(header -> header.getKey().equalsIgnoreCase("Accept"))) {
            request.header("Accept", "*/*");
        }
        try {
            Answer answer = new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
            if (!mayRevealSecrets && answer.revealsSecret()) {
                throw new AssertionError("the reply to " + method + " " + path + " reveals a secret's content");
            }
            return answer;
        } catch (IOException failure) {
            throw new UncheckedIOException(method + " " + path, failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    private static String json(Object content) {
        try {
            return MAPPER.writeValueAsString(content);
        } catch (JsonProcessingException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
