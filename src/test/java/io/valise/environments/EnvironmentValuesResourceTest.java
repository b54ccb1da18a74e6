package io.valise.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EnvironmentValuesResourceTest {
    private static final String ALL = "{\"none\":null,\"development\":\"http://localhost\",\"testing\":1.10,"
            + "\"qa\":{\"b\":9007199254740993},\"production\":[true,{}]}";

    @Inject
    Given given;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    @Test
    void is_created_without_being_repeated() {
        app.post("/environment_values", "{\"name\":\"url\",\"values\":" + ALL + "}")
                .statusCode(201)
                .body("_id", matchesPattern("[0-9a-f]{24}"))
                .body("name", is("url"))
                .body("last_modified", instanceOf(Integer.class))
                .body("keys()", hasSize(3));
    }

    @Test
    void keeps_the_json_of_each_tag_as_it_was_sent() {
        String id = app.post("/environment_values", "{\"name\":\"url\",\"values\":" + ALL + "}")
                .path("_id");
        assertThat(app.get("/environment_values/" + id).asString())
                .contains("\"_id\":\"" + id + "\"")
                .contains("\"name\":\"url\"")
                .contains("\"values\":" + ALL);
        app.get("/environment_values/" + id).statusCode(200).body("keys()", hasSize(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"values\":null", ",\"values\":{}"})
    void may_be_mapped_for_no_tag(String values) {
        String id = app.post("/environment_values", "{\"name\":\"url\"" + values + "}")
                .path("_id");
        app.get("/environment_values/" + id).statusCode(200).body("values", anEmptyMap());
    }

    @Test
    void refuses_a_tag_that_does_not_exist_and_names_it() {
        String sent = "{\"name\":\"url\",\"values\":{\"qa\":1,\"staging\":2}}";
        app.post("/environment_values", sent)
                .error(400, "InvalidParameter")
                .body("details[*].field", contains("values.staging"));
        String id = app.post("/environment_values", "{\"name\":\"url\",\"values\":{\"qa\":1}}")
                .path("_id");
        app.put("/environment_values/" + id, sent).error(400, "InvalidParameter");
        app.get("/environment_values/" + id).body("values.qa", is(1));
    }

    @Test
    void is_listed_without_its_contents() {
        app.environmentValue("b", Map.of("qa", 1));
        String a = app.environmentValue("a", Map.of());
        app.get("/environment_values")
                .statusCode(200)
                .body("[*].name", contains("a", "b"))
                .body("[0].last_modified", instanceOf(Integer.class))
                .body("[0].modified_by", is(app.read("/deployments").getString("[0].user_id")))
                .body("[*].version", contains(2, 1))
                .body("[0].etag", is(app.get("/environment_values/" + a).header("ETag")))
                .body("[0].keys()", hasSize(6));
    }

    @Test
    void is_replaced_completely() {
        String id = app.environmentValue("a", Map.of("qa", 1, "production", 2));
        app.put("/environment_values/" + id, Map.of("name", "b", "values", Map.of("qa", 3)))
                .statusCode(200)
                .body("_id", is(id))
                .body("name", is("b"))
                .body("keys()", hasSize(3));
        app.get("/environment_values/" + id)
                .body("name", is("b"))
                .body("values.keys()", contains("qa"))
                .body("values.qa", is(3));
    }

    @Test
    void is_deleted() {
        String id = app.environmentValue("a", Map.of());
        app.delete("/environment_values/" + id).statusCode(204).body(is(""));
        app.get("/environment_values").body("", empty());
        app.delete("/environment_values/" + id).error(404, "EnvironmentValueNotFound");
    }

    @Test
    void that_does_not_exist_is_not_found() {
        String value = app.value("value", 1);
        for (String id : List.of(new ObjectId().toHexString(), value, "no-id")) {
            app.get("/environment_values/" + id).error(404, "EnvironmentValueNotFound");
            app.put("/environment_values/" + id, Map.of("name", "a")).error(404, "EnvironmentValueNotFound");
            app.delete("/environment_values/" + id).error(404, "EnvironmentValueNotFound");
        }
    }

    @Test
    void has_a_unique_name() {
        app.environmentValue("a", Map.of());
        String b = app.environmentValue("b", Map.of());
        app.post("/environment_values", Map.of("name", "a", "values", Map.of()))
                .error(409, "EnvironmentValueAlreadyExists")
                .body("error", containsString("\"a\""));
        app.put("/environment_values/" + b, Map.of("name", "a")).error(409, "EnvironmentValueAlreadyExists");
        app.value("a", "another kind");
    }

    @RepeatedTest(3)
    void gives_a_name_to_only_one_of_many_concurrent_requests() {
        List<Integer> statuses = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i ->
                        app.post("/environment_values", Map.of("name", "a")).statusCode())
                .sorted()
                .toList();
        assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\"}",
                "{\"name\":\"a.b\"}",
                "{\"name\":1}",
                "{\"name\":\"a\",\"values\":[]}",
                "{\"name\":\"a\",\"values\":[1]}",
                "{\"name\":\"a\",\"values\":\"qa\"}",
                "{\"name\":\"a\",\"values\":7}"
            })
    void refuses_what_breaks_a_rule(String body) {
        app.post("/environment_values", body).error(400, "InvalidParameter").body("details", hasSize(1));
    }

    @Test
    void limits_each_tag_to_the_size_of_a_value() {
        String full = "x".repeat((1 << 20) - 2);
        app.post("/environment_values", Map.of("name", "a", "values", Map.of("qa", full, "production", full)))
                .statusCode(201);
        app.post("/environment_values", Map.of("name", "b", "values", Map.of("qa", full + "x")))
                .error(413, "PayloadTooLarge")
                .body("error", containsString("values.qa"));
    }

    @Test
    void can_be_read_but_not_changed_by_a_reader() {
        String id = app.environmentValue("a", Map.of("qa", 1));
        Api reader = app.reader();
        reader.get("/environment_values").statusCode(200);
        reader.get("/environment_values/" + id).statusCode(200);
        reader.post("/environment_values", Map.of("name", "b")).error(403, "Forbidden");
        reader.put("/environment_values/" + id, Map.of("name", "b")).error(403, "Forbidden");
        reader.delete("/environment_values/" + id).error(403, "Forbidden");
    }
}
