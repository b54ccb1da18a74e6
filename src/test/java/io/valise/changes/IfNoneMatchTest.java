package io.valise.changes;

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

/** An item is not sent again to a caller that already has it. */
@QuarkusTest
class IfNoneMatchTest {
    @Inject
    Given given;

    private Api api;

    @BeforeEach
    void anApp() {
        api = Api.withNewApp(given.accessToken(), "shop");
    }

    private Answer read(String route, String known) {
        return api.request().header("If-None-Match", known).get(api.path(route));
    }

    @Test
    void an_item_that_the_caller_already_has_is_answered_304() {
        for (String route : List.of(
                "/values/" + api.value("greeting", "hello"),
                "/secrets/" + api.secret("key", MadeUp.content("key")),
                "/environment_values/" + api.environmentValue("url", Map.of("none", "a")))) {
            String tag = api.get(route).statusCode(200).header("ETag");
            String coded = tag.substring(0, tag.length() - 1) + "-gzip\"";
            for (String known : List.of(tag, "W/" + tag, "*", "\"x\", W/" + tag, coded, "W/" + coded)) {
                Answer answer = read(route, known);
                answer.statusCode(304).header("ETag", tag);
                assertThat(answer.asByteArray()).as(known).isEmpty();
            }
            for (String known : List.of("\"x\"", "nonsense", "", tag.substring(1), "\"" + tag + "\"")) {
                read(route, known).statusCode(200).header("ETag", tag);
            }
            api.request()
                    .header("If-None-Match", "\"x\"", tag)
                    .get(api.path(route))
                    .statusCode(304);
        }
    }

    @Test
    void an_item_that_has_changed_is_sent() {
        String value = "/values/" + api.value("greeting", "hello");
        String tag = api.get(value).header("ETag");
        api.put(value, Map.of("name", "greeting", "value", "good day")).statusCode(200);
        read(value, tag).statusCode(200);
    }

    @Test
    void a_write_ignores_the_condition() {
        String value = "/values/" + api.value("greeting", "hello");
        api.request()
                .header("If-None-Match", "*")
                .body(Map.of("name", "greeting", "value", "good day"))
                .put(api.path(value))
                .statusCode(200);
    }
}
