package io.valise.secrets;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.BulkApi;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MissingSecretsResourceTest {
    @Inject
    BulkApi api;

    BulkApi.App app;

    @BeforeEach
    void twoSecretsAndThreeLinks() {
        app = api.newApp();
        app.importing("secrets", "text/plain", "s1=1\ns2=2").statusCode(200);
        Map.of("v3", "s1", "v1", "s1", "v2", "s2")
                .forEach((value, secret) -> app.post(
                                "values", Map.of("name", value, "value", secret, "from_secret", true))
                        .statusCode(201));
    }

    private void delete(String secret) {
        app.request()
                .delete(app.path() + "/secrets/" + app.id("secrets", secret) + "?force=true")
                .statusCode(204);
    }

    @Test
    void none_is_missing_while_all_exist() {
        app.get("secrets/missing").statusCode(200).body("", empty());
    }

    @Test
    void each_is_listed_with_the_values_that_link_to_it() {
        delete("s2");
        delete("s1");

        app.get("secrets/missing")
                .statusCode(200)
                .body("[*].name", contains("s1", "s2"))
                .body("[*].linked_from", contains(List.of("v1", "v3"), List.of("v2")));
    }

    @Test
    void the_callers_draft_affects_only_the_caller() {
        BulkApi.App colleague = app.forAnotherUser("GROUP_OWNER");
        app.post("drafts", Map.of()).statusCode(201);
        delete("s2");

        app.get("secrets/missing").statusCode(200).body("[*].name", contains("s2"));
        colleague.get("secrets/missing").statusCode(200).body("", empty());
    }

    @Test
    void one_is_no_longer_missing_once_it_is_imported() {
        delete("s1");
        delete("s2");
        app.importing("secrets", "text/plain", "s1=again").statusCode(200);

        app.get("secrets/missing").statusCode(200).body("[*].name", contains("s2"));
    }
}
