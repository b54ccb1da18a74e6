package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.testing.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A logged-in client of the service. It uses nothing but HTTP. */
public final class Client {
    /** The key pair that every service in these tests is started with. */
    static final String PUBLIC_KEY = Service.PUBLIC_KEY;

    static final String PRIVATE_KEY = Service.PRIVATE_KEY;
    static final String ADMIN = "/api/admin/v3.0";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final String token;
    private final String project;

    private Client(String base, String token, String project) {
        this.base = base;
        this.token = token;
        this.project = project;
    }

    /** An answer; the body is JSON or empty. */
    record Reply(int status, String body, String retryAfter, String etag) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        String error() {
            return status < 400 ? "" : json().path("error_code").asText();
        }

        /** The text of one field of each element. */
        List<String> each(String field) {
            return list(element -> element.path(field).asText());
        }

        List<String> list(Function<JsonNode, String> text) {
            List<String> texts = new ArrayList<>();
            json().forEach(element -> texts.add(text.apply(element)));
            return texts;
        }
    }

    public static Client login(String base, String publicKey, String privateKey) {
        Reply login = send(
                base,
                "",
                "POST",
                ADMIN + "/auth/providers/mongodb-cloud/login",
                Map.of("username", publicKey, "apiKey", privateKey));
        assertThat(login.status).as(login.body).isEqualTo(200);
        String token = login.json().get("access_token").asText();
        Reply profile = send(base, token, "GET", ADMIN + "/auth/profile", null);
        assertThat(profile.status).as(profile.body).isEqualTo(200);
        return new Client(base, token, profile.json().at("/roles/0/group_id").asText());
    }

    static boolean isReady(String base) {
        return send(base, "", "GET", "/q/health/ready", null).status() == 200;
    }

    /** The same session at another address of the service. */
    Client at(String otherBase) {
        return new Client(otherBase, token, project);
    }

    /** Another owner of the same project. */
    Client colleague() {
        Reply key = post("/api_keys", Map.of("name", "colleague", "role", "GROUP_OWNER"));
        assertThat(key.status).as(key.body).isEqualTo(201);
        return login(
                base,
                key.json().get("public_key").asText(),
                key.json().get("private_key").asText());
    }

    /** A new app's path. */
    String newApp(String name) {
        Reply app = post("/apps", Map.of("name", name));
        assertThat(app.status).as(app.body).isEqualTo(201);
        return "/apps/" + app.json().get("_id").asText();
    }

    String token() {
        return token;
    }

    /** The full path of something below the project. */
    String path(String below) {
        return ADMIN + "/groups/" + project + below;
    }

    Reply get(String path) {
        return send("GET", path, null);
    }

    Reply post(String path, Object body) {
        return send("POST", path, body);
    }

    Reply delete(String path) {
        return send("DELETE", path, null);
    }

    /** A request below the project's path. */
    Reply send(String method, String path, Object body) {
        return send(base, token, method, path(path), body);
    }

    static Reply send(String base, String token, String method, String path, Object body) {
        try {
            return trySend(base, token, method, path, body);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + ": " + e, e);
        }
    }

    /** Sends a multipart body of this kind with the boundary {@code b}. */
    Reply sendParts(String method, String path, String kind, String body) {
        try {
            return trySend(request(base, token, method, path(path), null)
                    .setHeader("Content-Type", "multipart/" + kind + "; boundary=b")
                    .method(method, HttpRequest.BodyPublishers.ofString(body)));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + ": " + e, e);
        }
    }

    /** Throws {@link IOException} if the service does not answer. */
    Reply trySend(String method, String path, Object body) throws IOException {
        return trySend(base, token, method, path(path), body);
    }

    /**
     * Like {@link #trySend(String, String, Object)}, but with this ETag as {@code If-Match}. An empty ETag is not sent.
     */
    Reply trySend(String method, String path, Object body, String etag) throws IOException {
        var request = request(base, token, method, path(path), body);
        return trySend(etag.isEmpty() ? request : request.header("If-Match", etag));
    }

    /** What a program with this runtime token reads. Throws {@link IOException} if the service does not answer. */
    Reply tryRead(String runtimeToken, String path) throws IOException {
        return trySend(base, runtimeToken, "GET", path, null);
    }

    /** The bytes of a GET below the project's path. The status must be 200. */
    byte[] download(String path) throws IOException {
        try {
            HttpResponse<byte[]> response = HTTP.send(
                    request(base, token, "GET", path(path), null).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            return response.body();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Reply trySend(String base, String token, String method, String path, Object body)
            throws IOException {
        return trySend(request(base, token, method, path, body));
    }

    private static HttpRequest.Builder request(String base, String token, String method, String path, Object body)
            throws IOException {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }

    private static Reply trySend(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Retry-After").orElse(""),
                    response.headers().firstValue("ETag").orElse(""));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
