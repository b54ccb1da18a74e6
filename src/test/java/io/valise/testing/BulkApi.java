package io.valise.testing;

import static io.valise.testing.Request.given;

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
        String project =
                bearer(token).get(ADMIN + "/auth/profile").statusCode(200).path("roles[0].group_id");
        String apps = ADMIN + "/groups/" + project + "/apps";
        String id = bearer(token)
                .contentType("application/json")
                .body(Map.of("name", "app"))
                .post(apps)
                .statusCode(201)
                .path("_id");
        return new App(token, project, apps + "/" + id);
    }

    private static Request bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    /** An app as one caller uses it. */
    public record App(String token, String project, String path) {
        public Request request() {
            return bearer(token);
        }

        /** The same app for another user: a further API key of the project. */
        public App forAnotherUser(String role) {
            Map<String, String> pair = request()
                    .contentType("application/json")
                    .body(Map.of("name", "another", "role", role))
                    .post(ADMIN + "/groups/" + project + "/api_keys")
                    .statusCode(201)
                    .getMap("");
            String other = given().contentType("application/json")
                    .body(Map.of("username", pair.get("public_key"), "apiKey", pair.get("private_key")))
                    .post(ADMIN + "/auth/providers/mongodb-cloud/login")
                    .statusCode(200)
                    .path("access_token");
            return new App(other, project, path);
        }

        /**
         * Sends an import.
         *
         * @param route such as {@code secrets?replace=true}
         */
        public Answer importing(String route, String type, byte[] body) {
            int query = route.indexOf('?');
            String kind = query < 0 ? route : route.substring(0, query);
            return request()
                    .contentType(type)
                    .body(body)
                    .post(path + "/" + kind + "/import" + (query < 0 ? "" : route.substring(query)));
        }

        public Answer importing(String route, String type, String body) {
            return importing(route, type, body.getBytes(StandardCharsets.UTF_8));
        }

        public Answer post(String route, Object body) {
            return request().contentType("application/json").body(body).post(path + "/" + route);
        }

        public Answer get(String route) {
            return request().get(path + "/" + route);
        }

        public List<String> names(String kind) {
            return get(kind).statusCode(200).path("[*].name");
        }

        public String id(String kind, String name) {
            return get(kind).statusCode(200).getString("[?(@.name == '" + name + "')]._id");
        }

        /** A value as its JSON text, with numbers exactly as they are stored. */
        public String value(String name) {
            String body = get("values/" + id("values", name)).statusCode(200).asString();
            int start = body.indexOf("\"value\":") + "\"value\":".length();
            return body.substring(start, body.length() - 1);
        }

        public int deployments() {
            return get("deployments").statusCode(200).<List<Object>>path("").size();
        }
    }

    /** The problems in an error answer: {@code place -> rule}. */
    public static Map<String, String> problems(Answer answer) {
        Map<String, String> problems = new TreeMap<>();
        List<Map<String, String>> details = answer.path("details");
        details.forEach(detail -> problems.merge(detail.get("field"), detail.get("error"), (a, b) -> a + "; " + b));
        return problems;
    }
}
