package io.valise.testing;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.restassured.RestAssured;
import io.restassured.builder.ResponseSpecBuilder;
import io.restassured.config.LogConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.restassured.specification.ResponseSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The admin API as one caller sees it: an owner or a reader, with a project and an app. */
public final class Api {
    public static final String PREFIX = "/api/admin/v3.0";

    private final String token;
    private final String project;
    private final String app;
    private final String origin;

    private Api(String token, String project, String app, String origin) {
        this.token = token;
        this.project = project;
        this.app = app;
        this.origin = origin;
    }

    /** A caller with this access token, and a new app. */
    public static Api withNewApp(String token, String name) {
        return of(token).anotherApp(name);
    }

    /** A caller with this access token, and no app yet. */
    public static Api of(String token) {
        String project = new Api(token, "", "", "")
                .request()
                .get(PREFIX + "/auth/profile")
                .then()
                .statusCode(200)
                .extract()
                .path("roles[0].group_id");
        return new Api(token, project, "", "");
    }

    /** The same caller and another, new app of the project. */
    public Api anotherApp(String name) {
        String created = request()
                .body(Map.of("name", name))
                .post(apps())
                .then()
                .statusCode(201)
                .extract()
                .path("_id");
        return to(created);
    }

    /** The same caller on the way to this app of the project. */
    public Api to(String otherApp) {
        return new Api(token, project, otherApp, origin);
    }

    /** The same caller by another client, which names itself so. */
    public Api by(String client) {
        return new Api(token, project, app, client);
    }

    /** Another owner of the project, with the same app. */
    public Api colleague() {
        return newKey("GROUP_OWNER");
    }

    /** A user of the project who may only read, with the same app. */
    public Api reader() {
        return newKey("GROUP_READ_ONLY");
    }

    private Api newKey(String role) {
        JsonPath key = request()
                .body(Map.of("name", "a colleague", "role", role))
                .post(PREFIX + "/groups/" + project + "/api_keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        String access = given().contentType(ContentType.JSON)
                .body(Map.of("username", key.getString("public_key"), "apiKey", key.getString("private_key")))
                .post(PREFIX + "/auth/providers/mongodb-cloud/login")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
        return new Api(access, project, app, origin);
    }

    public String token() {
        return token;
    }

    public String app() {
        return app;
    }

    public String project() {
        return project;
    }

    /** The path of the project's apps. */
    public String apps() {
        return PREFIX + "/groups/" + project + "/apps";
    }

    /** The app's path followed by the rest. */
    public String path(String rest) {
        return apps() + "/" + app + rest;
    }

    /** A request of this caller; its reply is looked through for secrets. */
    public RequestSpecification request() {
        // Each request is kept to be shown if its test fails: as it is, since 100,000 levels, indented, take gigabytes.
        LogConfig asItIs = RestAssured.config().getLogConfig().enablePrettyPrinting(false);
        RequestSpecification request = given().config(RestAssured.config().logConfig(asItIs))
                .header("Authorization", "Bearer " + token)
                .contentType(ContentType.JSON)
                .urlEncodingEnabled(false)
                .filter((sent, response, context) -> {
                    Response reply = context.next(sent, response);
                    if (reply.asString().contains(MadeUp.MARK)
                            || reply.getHeaders().toString().contains(MadeUp.MARK)) {
                        throw new AssertionError("the reply to " + sent.getURI() + " holds a secret's content");
                    }
                    return reply;
                });
        return origin.isEmpty() ? request : request.header("X-Baas-Request-Origin", origin);
    }

    public Response get(String rest) {
        return request().get(path(rest));
    }

    /** Posts a body: JSON text, or Java objects. */
    public Response post(String rest, Object body) {
        return request().body(body).post(path(rest));
    }

    public Response put(String rest, Object body) {
        return request().body(body).put(path(rest));
    }

    public Response patch(String rest, Object body) {
        return request().body(body).patch(path(rest));
    }

    public Response delete(String rest) {
        return request().delete(path(rest));
    }

    /** What a successful GET answers. */
    public JsonPath read(String rest) {
        return get(rest).then().statusCode(200).extract().jsonPath();
    }

    /** Creates a value with a content given as Java objects; returns its id. */
    public String value(String name, Object content) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", name);
        body.put("value", content);
        return created("/values", body);
    }

    /** Creates a value that links to a secret; returns its id. */
    public String link(String name, String secret) {
        return created("/values", Map.of("name", name, "value", secret, "from_secret", true));
    }

    /** Creates a secret; returns its id. */
    public String secret(String name, String content) {
        return created("/secrets", Map.of("name", name, "value", content));
    }

    /** Creates an environment value; returns its id. */
    public String environmentValue(String name, Map<String, ?> columns) {
        return created("/environment_values", Map.of("name", name, "values", columns));
    }

    private String created(String rest, Object body) {
        return post(rest, body).then().log().ifError().statusCode(201).extract().path("_id");
    }

    /** Opens a draft; returns its id. */
    public String draft() {
        return request().post(path("/drafts")).then().statusCode(201).extract().path("_id");
    }

    public JsonPath deploy(String draft) {
        return request()
                .post(path("/drafts/" + draft + "/deployment"))
                .then()
                .log()
                .ifError()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    /** The names in a listing, such as that of {@code /values}. */
    public List<String> names(String rest) {
        return read(rest).getList("name");
    }

    /** The number of the newest revision; 0 before the first deployment. */
    public int revision() {
        List<Integer> revisions = read("/deployments").getList("findAll { it.revision != null }.revision");
        return revisions.isEmpty() ? 0 : revisions.get(0);
    }

    /** An error in the one form: this status and code, a sentence without a trace of our code, a link, bare JSON. */
    public static ResponseSpecification error(int status, String code) {
        return new ResponseSpecBuilder()
                .expectStatusCode(status)
                .expectHeader("Content-Type", "application/json")
                .expectBody("error_code", equalTo(code))
                .expectBody("error", not(emptyOrNullString()))
                .expectBody("error", not(matchesPattern("(?s).*(\\bat [a-z]+\\.|[a-z]+\\.[a-z]+\\.[A-Z]|Exception).*")))
                .expectBody("link", endsWith("#" + code))
                .build();
    }
}
