package io.valise.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.testing.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** An owner of an app, who changes it over HTTP. Every request must succeed. */
record Owner(String admin, String token, String project) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Logs in to the service at this address. */
    static Owner at(String url) throws IOException, InterruptedException {
        String admin = url + "/api/admin/v3.0";
        String token = send(admin + "/auth/providers/mongodb-cloud/login", "", "POST", """
                        {"username": "%s", "apiKey": "%s"}""".formatted(
                                Service.PUBLIC_KEY, Service.PRIVATE_KEY))
                .get("access_token")
                .asText();
        JsonNode profile = send(admin + "/auth/profile", token, "GET", "");
        return new Owner(admin, token, profile.at("/roles/0/group_id").asText());
    }

    /** The URL of something below the project. */
    String address(String path) {
        return admin + "/groups/" + project + path;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(address(path), token, "GET", "");
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return send(address(path), token, "POST", body);
    }

    JsonNode put(String path, String body) throws IOException, InterruptedException {
        return send(address(path), token, "PUT", body);
    }

    private static JsonNode send(String address, String token, String method, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as(method + " " + address + "\n" + answer.body())
                .isBetween(200, 299);
        return JSON.readTree(answer.body());
    }
}
