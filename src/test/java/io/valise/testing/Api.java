package io.valise.testing;

import static io.valise.testing.Request.given;

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
                .statusCode(200)
                .path("roles[0].group_id");
        return new Api(token, project, "", "");
    }

    /** The same caller and another, new app of the project. */
    public Api anotherApp(String name) {
        String created = request()
                .body(Map.of("name", name))
                .post(apps())
                .statusCode(201)
                .path("_id");
        return to(created);
    }

    /** The same caller with this app of the project. */
    public Api to(String otherApp) {
        return new Api(token, project, otherApp, origin);
    }

    /** The same caller with another client, which identifies itself with this name. */
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
        Answer key = request()
                .body(Map.of("name", "a colleague", "role", role))
                .post(PREFIX + "/groups/" + project + "/api_keys")
                .statusCode(201);
        String access = given().contentType("application/json")
                .body(Map.of("username", key.getString("public_key"), "apiKey", key.getString("private_key")))
                .post(PREFIX + "/auth/providers/mongodb-cloud/login")
                .statusCode(200)
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

    /** The app's path followed by {@code rest}. */
    public String path(String rest) {
        return apps() + "/" + app + rest;
    }

    /** A request of this caller. Its reply is checked for secrets. */
    public Request request() {
        Request request = given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .mustNotRevealSecrets();
        return origin.isEmpty() ? request : request.header("X-Baas-Request-Origin", origin);
    }

    public Answer get(String rest) {
        return request().get(path(rest));
    }

    /** Posts a body: JSON text, or Java objects. */
    public Answer post(String rest, Object body) {
        return request().body(body).post(path(rest));
    }

    public Answer put(String rest, Object body) {
        return request().body(body).put(path(rest));
    }

    public Answer patch(String rest, Object body) {
        return request().body(body).patch(path(rest));
    }

    public Answer delete(String rest) {
        return request().delete(path(rest));
    }

    /** The reply of a GET that must succeed. */
    public Answer read(String rest) {
        return get(rest).statusCode(200);
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
        return post(rest, body).statusCode(201).path("_id");
    }

    /** Opens a draft; returns its id. */
    public String draft() {
        return request().post(path("/drafts")).statusCode(201).path("_id");
    }

    public Answer deploy(String draft) {
        return request().post(path("/drafts/" + draft + "/deployment")).statusCode(201);
    }

    /** The names in a listing, such as that of {@code /values}. */
    public List<String> names(String rest) {
        return read(rest).getList("[*].name");
    }

    /** The number of the newest revision; 0 before the first deployment. */
    public int revision() {
        List<Integer> revisions = read("/deployments").getList("[?(@.revision != null)].revision");
        return revisions.isEmpty() ? 0 : revisions.get(0);
    }
}
