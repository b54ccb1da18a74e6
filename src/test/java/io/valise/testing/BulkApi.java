package io.valise.testing;

import static io.restassured.RestAssured.given;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.valise.auth.Given;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The API as the tests of bulk imports call it. */
@Singleton
public class BulkApi {
    private static final String ADMIN = "/api/admin/v3.0";

    @Inject
    Given given;

    /** An app of a new project, and one of its owners. */
    public App newApp() {
        String token = given.accessToken();
        String project = bearer(token)
                .get(ADMIN + "/auth/profile")
                .then()
                .statusCode(200)
                .extract()
                .path("roles[0].group_id");
        String apps = ADMIN + "/groups/" + project + "/apps";
        String id = bearer(token)
                .contentType(ContentType.JSON)
                .body(Map.of("name", "app"))
                .post(apps)
                .then()
                .statusCode(201)
                .extract()
                .path("_id");
        return new App(token, project, apps + "/" + id);
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    /** One caller's way to one app. */
    public record App(String token, String project, String path) {
        public RequestSpecification request() {
            return bearer(token);
        }

        /** The same app for another user: a further API key of the project. */
        public App forAnotherUser(String role) {
            Map<String, String> pair = request()
                    .contentType(ContentType.JSON)
                    .body(Map.of("name", "another", "role", role))
                    .post(ADMIN + "/groups/" + project + "/api_keys")
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath()
                    .getMap("");
            String other = given().contentType(ContentType.JSON)
                    .body(Map.of("username", pair.get("public_key"), "apiKey", pair.get("private_key")))
                    .post(ADMIN + "/auth/providers/mongodb-cloud/login")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("access_token");
            return new App(other, project, path);
        }

        /**
         * Imports.
         *
         * @param route such as {@code secrets?replace=true}
         */
        public Response importing(String route, String type, byte[] body) {
            int query = route.indexOf('?');
            String kind = query < 0 ? route : route.substring(0, query);
            EncoderConfig encoding = EncoderConfig.encoderConfig()
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                    .encodeContentTypeAs("application/yaml", ContentType.TEXT)
                    .encodeContentTypeAs("application/x-yaml", ContentType.TEXT)
                    .encodeContentTypeAs("text/yaml", ContentType.TEXT);
            return request()
                    .config(RestAssured.config().encoderConfig(encoding))
                    .contentType(type)
                    .body(body)
                    .post(path + "/" + kind + "/import" + (query < 0 ? "" : route.substring(query)));
        }

        public ValidatableResponse importing(String route, String type, String body) {
            return importing(route, type, body.getBytes(StandardCharsets.UTF_8)).then();
        }

        public ValidatableResponse post(String route, Object body) {
            return request()
                    .contentType(ContentType.JSON)
                    .body(body)
                    .post(path + "/" + route)
                    .then();
        }

        public ValidatableResponse get(String route) {
            return request().get(path + "/" + route).then();
        }

        public List<String> names(String kind) {
            return get(kind).statusCode(200).extract().path("name");
        }

        public String id(String kind, String name) {
            return get(kind).statusCode(200).extract().path("find { it.name == '" + name + "' }._id");
        }

        /** A value as its JSON text, digits and all. */
        public String value(String name) {
            String body = get("values/" + id("values", name))
                    .statusCode(200)
                    .extract()
                    .asString();
            int start = body.indexOf("\"value\":") + "\"value\":".length();
            return body.substring(start, body.length() - 1);
        }

        public int deployments() {
            return get("deployments")
                    .statusCode(200)
                    .extract()
                    .<List<Object>>path("")
                    .size();
        }
    }

    /** What error answers say about each place: {@code place -> rule}. */
    public static Map<String, String> problems(ValidatableResponse answer) {
        Map<String, String> problems = new TreeMap<>();
        List<Map<String, String>> details = answer.extract().path("details");
        details.forEach(detail -> problems.merge(detail.get("field"), detail.get("error"), (a, b) -> a + "; " + b));
        return problems;
    }
}
