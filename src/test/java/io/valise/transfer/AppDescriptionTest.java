package io.valise.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official client's {@code apps describe}. */
@QuarkusTest
class AppDescriptionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI server;

    @Inject
    Given given;

    private Api owner;

    @BeforeEach
    void someApp() {
        owner = Api.withNewApp(given.accessToken(), "shop");
    }

    @Test
    void says_what_an_app_without_parts_has() throws Exception {
        assertThat(described()).isEqualTo(JSON.readTree("""
                {"client_app_id": "%s", "name": "shop", "realm_url": "%sgroups/%s/apps/%s/dashboard",
                 "environment": "", "values": [], "secrets": [], "environment_values": [],
                 "data_sources": [], "http_endpoints": [], "services": [], "auth_providers": [],
                 "custom_user_data": {"enabled": false, "data_source": "", "database": "", "collection": "",
                    "user_id_field": ""},
                 "hosting": {"enabled": false, "status": "", "url": ""}, "functions": [],
                 "sync": {"state": "", "data_source": "", "database": "", "development_mode_enabled": false},
                 "graphql": {"url": "", "custom_resolvers": []}, "event_subscription": [], "log_forwarders": []}
                """.formatted(
                        owner.read("").getString("client_app_id"), server, owner.project(), owner.app())));
    }

    @Test
    void describes_the_kept_parts_from_their_files() throws Exception {
        owner.post("/import?strategy=replace-by-name", """
                {"config_version": 20210101, "hosting": {"enabled": true},
                 "values": [{"name": "greeting", "value": 1}],
                 "auth": {"providers": {"api-key": {"name": "api-key", "type": "api-key", "disabled": true},
                                        "anon": {"name": "anon", "type": "anon-user", "disabled": false}},
                          "custom_user_data": {"enabled": true, "mongo_service_name": "mongodb-atlas",
                            "database_name": "db", "collection_name": "users", "user_id_field": "id"}},
                 "sync": {"config": {"type": "flexible", "state": "enabled", "development_mode_enabled": true,
                    "service_name": "mongodb-atlas", "database_name": "db"}},
                 "functions": {"config": [{"name": "greet"}, {"name": "folder/sum"}],
                    "sources": {"greet.js": "exports = 1", "folder/sum.js": "exports = 1"}},
                 "triggers": [{"name": "nightly", "type": "SCHEDULED", "disabled": true, "config": {}}],
                 "log_forwarders": [{"name": "out", "disabled": false}],
                 "graphql": {"custom_resolvers": [{"on_type": "Order", "field_name": "total"}]},
                 "services": [{"config": {"name": "sms", "type": "twilio"},
                               "incoming_webhooks": [{"config": {"name": "in"}, "source": "exports = 1"}]},
                              {"config": {"name": "web", "type": "http"},
                               "incoming_webhooks": [{"config": {"name": "hook"}, "source": "exports = 1"}]}],
                 "endpoints": {"config": [{"route": "/orders", "http_method": "GET", "function_name": "greet"}]},
                 "data_sources": [{"config": {"name": "mongodb-atlas", "type": "mongodb-atlas",
                                              "config": {"clusterName": "Cluster0"}}}]}
                """).statusCode(204);

        JsonNode app = described();

        assertThat(app.path("values")).isEqualTo(json("['greeting']"));
        assertThat(app.path("data_sources"))
                .isEqualTo(json("[{'name': 'mongodb-atlas', 'type': 'mongodb-atlas', 'data_source': 'Cluster0'}]"));
        assertThat(app.path("http_endpoints"))
                .isEqualTo(json("[{'name': 'web', 'webhooks': [{'name': 'hook', 'url': ''}]},"
                        + "{'route': '/orders', 'http_method': 'GET', 'url': ''}]"));
        assertThat(app.path("services"))
                .isEqualTo(json("[{'name': 'sms', 'type': 'twilio', 'webhooks': [{'name': 'in', 'url': ''}]}]"));
        assertThat(app.path("auth_providers"))
                .hasSize(2)
                .contains(json("{'name': 'api-key', 'type': 'api-key', 'enabled': false}"));
        assertThat(app.path("custom_user_data"))
                .isEqualTo(json("{'enabled': true, 'data_source': 'Cluster0', 'database': 'db', 'collection': 'users',"
                        + "'user_id_field': 'id'}"));
        assertThat(app.path("hosting").path("enabled").asBoolean()).isTrue();
        assertThat(app.path("functions"))
                .isEqualTo(json("[{'name': 'folder/sum', 'path': 'folder'}, {'name': 'greet', 'path': ''}]"));
        assertThat(app.path("sync"))
                .isEqualTo(json("{'state': 'enabled', 'data_source': 'Cluster0', 'database': 'db',"
                        + "'development_mode_enabled': true}"));
        assertThat(app.path("graphql").path("custom_resolvers")).isEqualTo(json("['Order.total']"));
        assertThat(app.path("event_subscription"))
                .isEqualTo(json("[{'name': 'nightly', 'type': 'SCHEDULED', 'enabled': false}]"));
        assertThat(app.path("log_forwarders")).isEqualTo(json("[{'name': 'out', 'enabled': true}]"));
    }

    @Test
    void has_an_address_that_leads_to_the_console() throws Exception {
        URI dashboard = URI.create(described().path("realm_url").asText());

        HttpResponse<Void> answer = get(dashboard);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(dashboard.resolve(answer.headers().firstValue("Location").orElseThrow()))
                .isEqualTo(server.resolve("/#/apps/" + owner.app()));
        assertThat(get(server.resolve("/groups/x/apps/y/dashboard")).statusCode())
                .isEqualTo(404);
    }

    private static HttpResponse<Void> get(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
    }

    private JsonNode described() throws Exception {
        return JSON.readTree(owner.get("/description").statusCode(200).asString());
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
