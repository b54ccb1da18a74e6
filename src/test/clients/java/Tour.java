import java.io.File;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipFile;
import valise.ApiClient;
import valise.ApiException;
import valise.api.AppsApi;
import valise.api.FilesApi;
import valise.api.RunTimeApi;
import valise.api.RuntimeTokensApi;
import valise.api.SecretsApi;
import valise.api.SessionsApi;
import valise.api.ValuesApi;
import valise.model.App;
import valise.model.AppCreation;
import valise.model.LoginRequest;
import valise.model.RuntimeTokenRequest;
import valise.model.ValueWrite;

/**
 * The tour of files and run-time reads, with the client that openapi-generator (java, library native) makes of
 * /openapi.
 *
 * <p>Needs VALISE_URL, VALISE_PUBLIC_KEY and VALISE_PRIVATE_KEY in the environment. Exits with 1 at the first surprise.
 */
class Tour {
    private static final String URL = System.getenv("VALISE_URL");

    public static void main(String[] arguments) throws Exception {
        // Log in with an API key. Every other call sends the access token.
        String accessToken = new SessionsApi(client(null))
                .login(
                        "mongodb-cloud",
                        new LoginRequest()
                                .username(System.getenv("VALISE_PUBLIC_KEY"))
                                .apiKey(System.getenv("VALISE_PRIVATE_KEY")))
                .getAccessToken();
        ApiClient session = client(accessToken);
        String project =
                new SessionsApi(session).getProfile().getRoles().get(0).getGroupId();
        AppsApi apps = new AppsApi(session);
        String name = "tour-java-" + System.currentTimeMillis() % 1_000_000_000;
        App created = apps.createApp(project, new AppCreation().name(name));
        String app = created.getId();

        // Import many secrets and values at once, and link a value to a secret.
        same(
                new SecretsApi(session)
                        .importSecrets(project, app, Map.of("api-key", "made-up-content"), null, null)
                        .getCreated(),
                List.of("api-key"));
        ValuesApi values = new ValuesApi(session);
        Map<String, Object> limits = Map.of("retries", 3, "hosts", List.of("a.example"));
        same(
                values.importValues(project, app, Map.of("greeting", "hello", "limits", limits), null, null, null, null)
                        .getCreated(),
                List.of("greeting", "limits"));
        values.createValue(project, app, new ValueWrite().name("key").value("api-key").fromSecret(true));

        // Export the app as a zip.
        FilesApi files = new FilesApi(session);
        File file = files.exportApp(project, app, null, null, null, null);
        try (ZipFile zip = new ZipFile(file)) {
            same(zip.getInputStream(zip.getEntry("values/greeting.json")).readAllBytes().length > 0, true);
        }
        same(file.delete(), true);

        // Pull it as JSON, push it back, and import another state.
        Object whole = files.pullApp(project, app);
        files.pushApp(project, app, whole);
        Object next = Map.of(
                "config_version",
                20210101,
                "values",
                List.of(
                        Map.of("name", "greeting", "value", "bye"),
                        Map.of("name", "key", "value", "api-key", "from_secret", true)));
        same(files.importApp(project, app, next, null, true, null, null).size(), 2);
        same(files.importApp(project, app, next, null, null, null, null), null);

        // Read at run time, with a token that can read nothing else.
        String token = new RuntimeTokensApi(session)
                .createRuntimeToken(project, app, new RuntimeTokenRequest().name("tour"))
                .getToken();
        ApiClient program = client(token);
        RunTimeApi runTime = new RunTimeApi(program);
        String id = created.getClientAppId();
        same(
                runTime.readValues(id, null, null, null, null).getValues(),
                Map.of("greeting", "bye", "key", "made-up-content"));
        same(runTime.readValue(id, "greeting", null), "bye");
        // The other formats are text. The client expects JSON, so send such a request without it.
        for (String format : List.of("dotenv", "yaml", "properties")) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(URL + "/api/client/v1/apps/" + id + "/values?format=" + format))
                    .header("Authorization", "Bearer " + token)
                    .build();
            String text = program.getHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
            same(text.contains("bye"), true);
        }

        apps.deleteApp(project, app);
        try {
            apps.getApp(project, app, null);
            throw new AssertionError("this should have been refused");
        } catch (ApiException refusal) {
            same(refusal.getCode(), 404);
            same(refusal.getResponseBody().contains("AppNotFound"), true);
        }
        System.out.println("The tour is done.");
    }

    private static ApiClient client(String token) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(URL);
        if (token != null) {
            client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        }
        return client;
    }

    private static void same(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(actual + " should be " + expected);
        }
    }
}
