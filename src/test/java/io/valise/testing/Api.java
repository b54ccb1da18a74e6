package io.valise.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;

/** The admin API as one caller sees it: an owner with a project and an app. */
public final class Api {
    public static final String PREFIX = "/api/admin/v3.0";

    private final String token;
    private final String project;
    private final String app;

    private Api(String token, String project, String app) {
        this.token = token;
        this.project = project;
        this.app = app;
    }

    /** A caller with this access token, and a new app. */
    public static Api withNewApp(String token, String name) {
        String project = new Api(token, "", "")
                .request()
                .get(PREFIX + "/auth/profile")
                .then()
                .statusCode(200)
                .extract()
                .path("roles[0].group_id");
        return new Api(token, project, "").anotherApp(name);
    }

    /** The same caller and another, new app of the project. */
    public Api anotherApp(String name) {
        String created = request()
                .body(Map.of("name", name))
                .post(PREFIX + "/groups/" + project + "/apps")
                .then()
                .statusCode(201)
                .extract()
                .path("_id");
        return new Api(token, project, created);
    }

    public String app() {
        return app;
    }

    public String project() {
        return project;
    }

    /** The app's path followed by the rest. */
    public String path(String rest) {
        return PREFIX + "/groups/" + project + "/apps/" + app + rest;
    }

    public RequestSpecification request() {
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    public Response get(String rest) {
        return request().get(path(rest));
    }

    public Response post(String rest, Object body) {
        return request().body(body).post(path(rest));
    }

    public Response put(String rest, Object body) {
        return request().body(body).put(path(rest));
    }

    /** Creates a value with a content given as Java objects; returns its id. */
    public String value(String name, Object content) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", name);
        body.put("value", content);
        return post("/values", body).then().log().ifError().statusCode(201).extract().path("_id");
    }

    /** Creates a value that links to a secret; returns its id. */
    public String link(String name, String secret) {
        return post("/values", Map.of("name", name, "value", secret, "from_secret", true))
                .then()
                .statusCode(201)
                .extract()
                .path("_id");
    }

    /** Creates a secret; returns its id. */
    public String secret(String name, String content) {
        return post("/secrets", Map.of("name", name, "value", content))
                .then()
                .statusCode(201)
                .extract()
                .path("_id");
    }

    /** Opens a draft; returns its id. */
    public String draft() {
        return request().post(path("/drafts")).then().statusCode(201).extract().path("_id");
    }

    public JsonPath deploy(String draft) {
        return request()
                .post(path("/drafts/" + draft + "/deployment"))
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }
}
