package io.valise.testing;

import static io.valise.testing.Request.given;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A running program: it has a runtime token and knows its app's client_app_id. */
public final class Program {
    private final String root;
    private final String token;
    private final String id;

    private Program(String root, String token, String id) {
        this.root = root;
        this.token = token;
        this.id = id;
    }

    /** A program with a new token of the app. */
    public static Program of(Api owner) {
        return with(owner, Map.of());
    }

    /** A program whose token can only read these names. */
    public static Program limitedTo(Api owner, String... names) {
        return with(owner, Map.of("values", List.of(names)));
    }

    public static Program with(Api owner, Map<String, ?> fields) {
        Map<String, Object> body = new HashMap<>(fields);
        body.put("name", "a program");
        Answer made = owner.post("/runtime_tokens", body);
        made.statusCode(201);
        return new Program(root(owner), made.path("token"), made.path("_id"));
    }

    public static String root(Api owner) {
        return "/api/client/v1/apps/" + owner.read("").getString("client_app_id");
    }

    /** The same program with another token. */
    public Program by(String otherToken) {
        return new Program(root, otherToken, id);
    }

    /** The same token used with another app. */
    public Program at(Api other) {
        return new Program(root(other), token, id);
    }

    public String token() {
        return token;
    }

    public String tokenId() {
        return id;
    }

    public String path(String rest) {
        return root + rest;
    }

    public Request request() {
        return given().header("Authorization", "Bearer " + token);
    }

    public Answer get(String rest) {
        return request().get(path(rest));
    }

    /** The body of the reply for a value, which must be 200. */
    public String value(String name) {
        return get("/values/" + name).statusCode(200).asString();
    }
}
