package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/**
 * A program that reads the value {@code greeting} of an app.
 *
 * @param app the app, as {@link Client} takes it
 * @param path of what it reads: {@code /api/client/v1/apps/…}
 */
public record Reader(String app, String path, String token) {
    /** With a new app, that has the value. */
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
