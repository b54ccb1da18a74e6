package io.valise.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader may preview an import, but not import. */
@QuarkusTest
class ReadersPreviewTest {
    private static final String WHOLE = "/import?strategy=replace-by-name";

    @Inject
    Given given;

    private Api owner;
    private Api reader;

    @BeforeEach
    void someApp() {
        owner = Api.withNewApp(given.accessToken(), "shop");
        owner.secret("key", MadeUp.content("key"));
        owner.post(WHOLE, legacySecret("mail")).statusCode(204);
        reader = owner.reader();
    }

    @Test
    void says_which_values_would_change() {
        owner.post("/values/import", Map.of("same", 1, "other", 2)).statusCode(200);

        Answer answer = reader.post("/values/import?diff=true&replace=true", Map.of("same", 1, "new", 3));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.getList("created")).isEqualTo(List.of("new"));
        assertThat(answer.getList("unchanged")).isEqualTo(List.of("same"));
        assertThat(answer.getList("removed")).isEqualTo(List.of("other"));
        assertThat(names("values")).containsOnly("same", "other");
    }

    @Test
    void says_which_files_would_change() {
        owner.post("/values/import", Map.of("greeting", "hello")).statusCode(200);

        Answer answer = reader.post(WHOLE + "&diff=true", Map.of("config_version", 20210101));
        Answer promoted = reader.to(owner.anotherApp("empty").app()).post(WHOLE + "&diff=true&from=" + owner.app(), "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).contains("--- values/greeting.json");
        assertThat(promoted.statusCode()).isEqualTo(200);
        assertThat(promoted.asString()).contains("+++ values/greeting.json");
        assertThat(names("values")).containsOnly("greeting");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void never_reveals_whether_a_content_equals_a_secrets(boolean right) {
        Answer secrets =
                reader.post("/secrets/import?diff=true", Map.of("key", MadeUp.content(right ? "key" : "guess")));
        Answer legacy = reader.post(WHOLE + "&diff=true", legacySecret(right ? "mail" : "guess"));

        assertThat(secrets.statusCode()).isEqualTo(200);
        assertThat(secrets.getList("updated")).isEqualTo(List.of("key"));
        assertThat(secrets.getList("unchanged")).isEmpty();
        assertThat(legacy.statusCode()).isEqualTo(200);
        assertThat(legacy.getList("")).contains("secret \"__mail_password\": content changed");
    }

    /**
     * Some of these requests are previews and some are not. A reader is only let in if a request can only be a preview.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/import | -",
                "/import | diff=false",
                "/import | diff=TRUE",
                "/import | diff=true&diff=false",
                "/import | diff=false&diff=true",
                "/import | diff=",
                "/secrets/import | -",
                "/secrets/import | diff=false",
                "/secrets/import | diff=false&diff=true",
                "/values/import | -",
                "/values/import | diff=false",
                "/values/import | diff=true&diff=false",
                "/values/import | diff=true,false",
                "/values/import | Diff=true",
                "/values | diff=true",
                "/secrets | diff=true",
                "/drafts | diff=true"
            })
    void imports_nothing_and_its_body_is_not_validated(String route, String query) {
        Answer answer = reader.post(route + (query == null ? "" : "?" + query), "{\"new\": ");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.getString("error_code")).isEqualTo("Forbidden");
        assertThat(names("secrets")).containsOnly("key", "__mail_password");
    }

    @Test
    void pushes_nothing() {
        assertThat(reader.request()
                        .body(Map.of())
                        .patch(reader.path("/push?diff=true"))
                        .statusCode())
                .isEqualTo(403);
    }

    private static Map<String, Object> legacySecret(String content) {
        return Map.of(
                "config_version",
                20210101,
                "secrets",
                Map.of("services", Map.of("mail", Map.of("password", MadeUp.content(content)))));
    }

    private List<String> names(String kind) {
        return owner.get("/" + kind).getList("[*].name");
    }
}
