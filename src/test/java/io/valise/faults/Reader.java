package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/**
 * A program that reads the value {@code greeting} of an app.
 *
 * @param app the app's path, as {@link Client} expects it
 * @param path the path of the app's run-time API: {@code /api/client/v1/apps/…}
 */
public record Reader(String app, String path, String token) {
    /** Creates a new app with the value, and a reader of it. */
    public static Reader of(Client owner) {
        String app = owner.newApp("Shop");
        assertThat(owner.post(app + "/values", Map.of("name", "greeting", "value", "hello"))
                        .status())
                .isEqualTo(201);
        String path = "/api/client/v1/apps/"
                + owner.get(app).json().get("client_app_id").asText();
        String token = owner.post(app + "/runtime_tokens", Map.of("name", "program"))
                .json()
                .get("token")
                .asText();
        return new Reader(app, path, token);
    }
}
