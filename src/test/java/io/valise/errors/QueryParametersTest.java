package io.valise.errors;

import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class QueryParametersTest {
    @Inject
    Given given;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    @ParameterizedTest
    @CsvSource({
        "/deployments?limit=1&limit=1, limit",
        "/deployments?limit=&limit=false, limit",
        "/deployments?before=&before=6650c0ffee0123456789abcd, before",
        "/audit?action=value.create&action=value.delete, action",
        "/drafts?all=true&all=false, all",
        "/export?template=true&template=true, template"
    })
    void a_repeated_one_is_refused(String route, String parameter) {
        app.get(route).error(400, "InvalidParameter").body("details[0].field", is(parameter));
    }

    @ParameterizedTest
    @CsvSource({"/deployments?limit=, limit", "/audit?limit=, limit", "/drafts?all=, all", "/drafts?all, all"})
    void an_empty_number_or_flag_is_refused(String route, String parameter) {
        app.get(route).error(400, "InvalidParameter").body("details[0].field", is(parameter));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/deployments?before=", "/export?version=", "/values?unknown=1&unknown=2", "/values?unknown"})
    void a_text_may_be_empty_and_unknown_parameters_are_ignored(String route) {
        app.get(route).statusCode(200);
    }
}
