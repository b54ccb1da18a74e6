package io.valise.errors;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.BulkApi;
import io.valise.testing.LogLines;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A repeated field in an object is refused at every depth, and values of the wrong type are not converted. */
@QuarkusTest
class RepeatedFieldsTest {
    @Inject
    Given given;

    @Inject
    BulkApi bulk;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    private static void refused(Answer answer) {
        answer.error(400, "MalformedJson").body("error", containsString("twice"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    POST  | /values             | {"name":"a","name":"b","value":1}
                    POST  | /values             | {"name":"a","value":1,"value":2}
                    POST  | /values             | {"name":"a","value":1,"value":1}
                    POST  | /values             | {"value":1,"value":2,"name":"a","private":false}
                    POST  | /values             | {"name":"a","value":{"x":1,"x":2}}
                    POST  | /values             | {"name":"a","value":[0,{"y":[{"x":1,"z":2,"x":1}]}]}
                    POST  | /values             | {"name":"a","value":{"x":1,"\\u0078":2}}
                    POST  | /values             | {"name":"a","value":1,"unknown":1,"unknown":2}
                    POST  | /values             | {"name":"a","value":1,"unknown":{"x":1,"x":2}}
                    POST  | /secrets            | {"name":"a","value":"x","value":"y"}
                    POST  | /secrets            | {"name":"a","name":"b","value":"x"}
                    POST  | /environment_values | {"name":"a","values":{"none":1,"none":2}}
                    POST  | /environment_values | {"name":"a","values":{"none":{"x":1,"x":2}}}
                    PUT   | /environment        | {"environment":"testing","environment":"qa"}
                    POST  | /drafts             | {"name":"a","name":"b"}
                    PATCH | /deploy/config      | {"ui_drafts_disabled":true,"ui_drafts_disabled":false}
                    PATCH | /deploy/config      | {"automatic_deployment":{"enabled":false,"enabled":false}}
                    POST  | /runtime_tokens     | {"name":"a","values":["x"],"values":["y"]}
                    POST  | /debug/execute_function_source | {"source":"exports=()=>1","source":"exports=()=>2"}
                    POST  | /debug/execute_function        | {"name":"f","arguments":[{"x":1,"x":2}]}
                    POST  | /values/import      | {"a":1,"a":2}
                    POST  | /values/import      | {"a":{"x":1,"x":2}}
                    POST  | /values/import?diff=true | {"a":1,"a":2}
                    POST  | /secrets/import     | {"a":"1","a":"2"}
                    POST  | /import?strategy=replace-by-name | {"config_version":20210101,"config_version":20210101}
                    POST  | /import?strategy=replace-by-name | {"values":[],"values":[]}
                    POST  | /import?strategy=replace-by-name | {"values":[{"name":"a","value":{"x":1,"x":2}}]}
                    POST  | /import?strategy=replace-by-name | {"environments":{"qa.json":{"values":{"a":1,"a":2}}}}
                    POST  | /import?strategy=replace-by-name | {"functions":{"config":{"x":[{"y":1,"y":2}]}}}
                    POST  | /import?strategy=replace-by-name | {"secrets":{"services":{"mail":{"key":"1","key":"2"}}}}
                    POST  | /import?strategy=replace-by-name | {"secrets":{"services":{"mail":{"key":[{"x":1,"x":2}]}}}}
                    POST  | /import?strategy=replace-by-name&diff=true | {"values":[{"name":"a","name":"a","value":1}]}
                    PATCH | /push               | {"values":[{"name":"a","value":1,"value":2}]}
                    """)
    void of_a_body_are_refused(String method, String route, String body) {
        refused(app.request().body(body).send(method, app.path(route)));
        assertThat(app.names("/values")).isEmpty();
        assertThat(app.names("/secrets")).isEmpty();
    }

    @Test
    void of_an_existing_item_change_nothing() {
        String value = app.value("v", 1);
        String secret = app.secret("s", "x");
        String environment = app.environmentValue("e", Map.of("none", 1));

        refused(app.put("/values/" + value, "{\"name\":\"v\",\"value\":{\"x\":1,\"x\":2}}"));
        refused(app.put("/secrets/" + secret, "{\"name\":\"t\",\"name\":\"s\",\"value\":\"\"}"));
        refused(app.put(
                "/environment_values/" + environment, "{\"name\":\"e\",\"values\":{},\"values\":{\"none\":2}}"));
        assertThat(app.read("/values/" + value).getInt("value")).isEqualTo(1);
    }

    @Test
    void outside_of_an_app_are_refused() {
        refused(app.request().body("{\"name\":\"b\",\"name\":\"c\"}").post(app.apps()));
        refused(app.request()
                .body("{\"name\":\"k\",\"role\":\"GROUP_READ_ONLY\",\"role\":\"GROUP_OWNER\"}")
                .post(Api.PREFIX + "/groups/" + app.project() + "/api_keys"));
        refused(given().contentType("application/json")
                .body("{\"username\":\"a\",\"apiKey\":\"b\",\"apiKey\":\"c\"}")
                .post(Api.PREFIX + "/auth/providers/mongodb-cloud/login"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "realm_config.json",
                "values/a.json",
                "environments/qa.json",
                "functions/config.json",
                ".mdb/meta.json"
            })
    void of_a_file_in_a_zip_are_refused(String file) throws IOException {
        byte[] zip = zip(file, "{\"name\":\"a\",\"value\":{\"x\":1,\"x\":2}}");

        Answer refused = app.request().contentType("application/zip").body(zip).patch(app.path("/push"));

        refused.error(400, "MalformedJson").body("error", containsString(file + " has the field value.x twice"));
    }

    @Test
    void of_a_secrets_file_in_a_zip_are_refused() throws IOException {
        byte[] zip = zip("secrets.json", "{\"services\":{\"mail\":{\"key\":\"one\",\"key\":\"two\"}}}");

        refused(app.request().contentType("application/zip").body(zip).patch(app.path("/push")));
        assertThat(app.names("/secrets")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\na: 2", "a: {x: 1, x: 2}", "a:\n- b\n- x: 1\n  'x': 1", "{\"a\": 1, a: 1}"})
    void of_a_yaml_mapping_are_refused(String body) {
        BulkApi.App other = bulk.newApp();

        other.importing("values", "application/yaml", body)
                .error(400, "MalformedJson")
                .body("error", containsString("twice"));
        assertThat(other.names("values")).isEmpty();
    }

    @Test
    void are_named_by_their_path_unless_it_may_contain_a_secret() {
        app.post("/values", "{\"name\":\"a\",\"value\":[0,{\"y\":[{\"x\":1,\"x\":2}]}]}")
                .body("error", containsString("value[1].y[0].x"));
        try (LogLines log = LogLines.listen()) {
            for (String body : new String[] {
                "{\"hunter2 & more\":\"NAME\",\"hunter2 & more\":\"NAME\"}",
                "{\"a\":{\"hunter2 & more\":{\"x\":1,\"x\":2}}}"
            }) {
                app.post("/secrets/import", body)
                        .error(400, "MalformedJson")
                        .body("error", containsString("at line 1, column"))
                        .body("error", not(containsString("hunter2")));
            }
            assertThat(log.lines()).noneMatch(line -> line.contains("hunter2"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    /drafts         | {"base":9223372036854775808}
                    /drafts         | {"base":-9223372036854775809}
                    /drafts         | {"base":1e400}
                    /drafts         | {"base":1e2}
                    /drafts         | {"base":7.0}
                    /drafts         | {"base":0.5}
                    /drafts         | {"base":"7"}
                    /drafts         | {"base":""}
                    /drafts         | {"base":true}
                    /drafts         | {"base":[7]}
                    /runtime_tokens | {"name":"a","values":[7]}
                    /values         | {"name":"a","value":1,"private":1}
                    /values         | {"name":"a","value":1,"private":"true"}
                    /values         | {"name":"a","value":1,"private":""}
                    /values         | {"name":"a","value":1,"private":0.0}
                    /values         | {"name":7,"value":1}
                    """)
    void of_the_wrong_type_are_not_converted(String route, String body) {
        app.post(route, body).error(400, "InvalidParameter");
    }

    private static byte[] zip(String file, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            if (!file.equals("realm_config.json")) {
                zip.putNextEntry(new ZipEntry("realm_config.json"));
                zip.write("{\"config_version\":20210101}".getBytes(StandardCharsets.UTF_8));
            }
            zip.putNextEntry(new ZipEntry(file));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
