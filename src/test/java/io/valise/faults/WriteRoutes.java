package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.faults.Client.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.types.ObjectId;

/** A request to every route that writes, by the route's operation id. No request interferes with another. */
final class WriteRoutes {
    private final String base;
    private final Client me;
    /** The app of all requests that change one item with immediate effect. */
    private final String shared;

    private final Map<String, Supplier<Reply>> requests = new LinkedHashMap<>();

    private WriteRoutes(String base, Client me) {
        this.base = base;
        this.me = me;
        this.shared = newApp();
        ofSessionsAndKeys();
        ofItems();
        ofDrafts();
        ofWholeApps();
        ofFiles();
    }

    /** Requests that have not been sent yet. Each succeeds when it is first sent. */
    static Map<String, Supplier<Reply>> prepare(String base, Client me) {
        return new WriteRoutes(base, me).requests;
    }

    private void ofSessionsAndKeys() {
        Map<String, String> pair = Map.of("username", Client.PUBLIC_KEY, "apiKey", Client.PRIVATE_KEY);
        String login = Client.ADMIN + "/auth/providers/mongodb-cloud/login";
        String session = Client.ADMIN + "/auth/session";
        String refresh = Client.send(base, "", "POST", login, pair)
                .json()
                .get("refresh_token")
                .asText();
        String ended = Client.send(base, "", "POST", login, pair)
                .json()
                .get("refresh_token")
                .asText();
        requests.put("login", () -> Client.send(base, "", "POST", login, pair));
        requests.put("refreshSession", () -> Client.send(base, refresh, "POST", session, null));
        requests.put("endSession", () -> Client.send(base, ended, "DELETE", session, null));
        String key = id(me.post("/api_keys", Map.of("name", "old", "role", "GROUP_OWNER")));
        requests.put("createApiKey", () -> me.post("/api_keys", Map.of("name", "new", "role", "GROUP_OWNER")));
        requests.put("deleteApiKey", () -> me.delete("/api_keys/" + key));
        String token = id(me.post(shared + "/runtime_tokens", Map.of("name", "old")));
        requests.put("createRuntimeToken", () -> me.post(shared + "/runtime_tokens", Map.of("name", "new")));
        requests.put("deleteRuntimeToken", () -> me.delete(shared + "/runtime_tokens/" + token));
    }

    private void ofItems() {
        crud("Secret", "/secrets", Map.of("value", "made up"));
        crud("Value", "/values", Map.of("value", List.of(1, 2)));
        crud("EnvironmentValue", "/environment_values", Map.of("values", Map.of("qa", 1)));
        requests.put("importSecrets", () -> me.post(shared + "/secrets/import", Map.of("one", "1", "two", "2")));
        requests.put("importValues", () -> me.post(shared + "/values/import", Map.of("one", 1, "two", 2)));
        requests.put("setEnvironment", () -> me.send("PUT", shared + "/environment", Map.of("environment", "qa")));
        requests.put(
                "setDeployConfig",
                () -> me.send("PATCH", shared + "/deploy/config", Map.of("ui_drafts_disabled", true)));
        requests.put(
                "executeFunctionSource",
                () -> me.post(
                        shared + "/debug/execute_function_source?run_as_system=true",
                        Map.of("source", "exports = () => 1")));
    }

    private void crud(String kind, String path, Map<String, Object> content) {
        String updated = id(me.post(shared + path, named("updated", content)));
        String deleted = id(me.post(shared + path, named("deleted", content)));
        requests.put("create" + kind, () -> me.post(shared + path, named("created", content)));
        requests.put("update" + kind, () -> me.send("PUT", shared + path + "/" + updated, named("renamed", content)));
        requests.put("delete" + kind, () -> me.delete(shared + path + "/" + deleted));
    }

    private static Map<String, Object> named(String name, Map<String, Object> content) {
        Map<String, Object> item = new LinkedHashMap<>(content);
        item.put("name", name);
        return item;
    }

    private void ofDrafts() {
        onApp("createDraft", app -> () -> me.post(app + "/drafts", null));
        onDraft("discardDraft", (app, draft) -> me.delete(draft));
        onDraft("deployDraft", (app, draft) -> me.post(draft + "/deployment", null));
        onDraft("rebaseDraft", (app, draft) -> me.post(draft + "/rebase", null));
        onDraft("leaveOutDraftChange", (app, draft) -> me.delete(draft + "/changes/environment"));
    }

    private interface OnDraft {
        Reply send(String app, String draft);
    }

    private void onDraft(String operation, OnDraft request) {
        onApp(operation, app -> {
            String draft = app + "/drafts/" + id(me.post(app + "/drafts", null));
            assertThat(me.send("PUT", app + "/environment", Map.of("environment", "qa"))
                            .status())
                    .isEqualTo(200);
            return () -> request.send(app, draft);
        });
    }

    private void ofWholeApps() {
        requests.put("createApp", () -> me.post("/apps", Map.of("name", newName())));
        onApp("deleteApp", app -> () -> me.delete(app));
        onApp("redeploy", app -> {
            id(me.post(app + "/values", Map.of("name", "value", "value", 1)));
            String earlier = me.get(app + "/deployments").each("_id").get(0);
            id(me.post(app + "/secrets", Map.of("name", "secret", "value", "made up")));
            return () -> me.post(app + "/deployments/" + earlier + "/redeploy", null);
        });
        Map<String, Object> whole = Map.of("values", List.of(Map.of("name", "value", "value", 1)));
        onApp("importApp", app -> () -> me.post(app + "/import", whole));
        onApp("pushApp", app -> () -> me.send("PATCH", app + "/push", whole));
    }

    private void ofFiles() {
        assertThat(upload("/updated").status()).isEqualTo(204);
        assertThat(upload("/deleted").status()).isEqualTo(204);
        String asset = shared + "/hosting/assets/asset?path=/";
        Map<String, String> attribute = Map.of("name", "Cache-Control", "value", "no-cache");
        requests.put("uploadHostingAsset", () -> upload("/created"));
        requests.put(
                "updateHostingAsset",
                () -> me.send("PATCH", asset + "updated", Map.of("attributes", List.of(attribute))));
        requests.put("deleteHostingAsset", () -> me.delete(asset + "deleted"));
        requests.put("resetHostingCache", () -> me.send("PUT", shared + "/hosting/cache", Map.of("invalidate", true)));
        String dependencies = part("file\"; filename=\"package.json", "{}") + "--b--";
        requests.put(
                "uploadDependencies", () -> me.sendParts("PUT", shared + "/dependencies", "form-data", dependencies));
        requests.put(
                "diffDependencies",
                () -> me.sendParts("POST", shared + "/dependencies/diff", "form-data", dependencies));
    }

    private Reply upload(String asset) {
        String parts = part("meta", "{\"path\": \"" + asset + "\"}") + part("file", "content") + "--b--";
        return me.sendParts("PUT", shared + "/hosting/assets/asset", "mixed", parts);
    }

    private static String part(String name, String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
    }

    private void onApp(String operation, Function<String, Supplier<Reply>> request) {
        requests.put(operation, request.apply(newApp()));
    }

    private String newApp() {
        return me.newApp(newName());
    }

    private static String newName() {
        return "app" + new ObjectId();
    }

    private static String id(Reply created) {
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created.json().get("_id").asText();
    }
}
