package io.valise.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.valise.apps.App;
import io.valise.files.Bundle;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an app consists of, in the form that the official command-line client shows. The parts that this service keeps
 * but does not run are described from their files. Their addresses are empty, because nothing is served there.
 */
public record AppDescription(
        @JsonProperty("client_app_id") @Schema(examples = "shop-qwert")
        String clientAppId,

        @Schema(examples = "shop") String name,

        @JsonProperty("realm_url")
        @Schema(
                description = "The address of the app in the console.",
                examples =
                        "https://valise.example/groups/6650c0ffee0123456789abce/apps/6650c0ffee0123456789abcd/dashboard")
        String realmUrl,

        @Schema(
                description = "The environment tag; empty for none.",
                enumeration = {"", "development", "testing", "qa", "production"})
        String environment,

        @Schema(description = "The names of all values.", examples = "[\"greeting\"]")
        List<String> values,

        @Schema(description = "The names of all secrets.", examples = "[\"api-key\"]")
        List<String> secrets,

        @JsonProperty("environment_values")
        @Schema(description = "The names of all environment values.", examples = "[\"base-url\"]")
        List<String> environmentValues,

        @JsonProperty("data_sources") List<DataSource> dataSources,
        @JsonProperty("http_endpoints") List<HttpEndpoint> httpEndpoints,
        List<ServiceSummary> services,

        @JsonProperty("auth_providers") List<AuthProvider> authProviders,

        @JsonProperty("custom_user_data") CustomUserData customUserData,

        Hosting hosting,
        List<FunctionPath> functions,
        Sync sync,

        @JsonProperty("graphql") GraphQl graphQl,

        @JsonProperty("event_subscription") @Schema(description = "The triggers.")
        List<EventSubscription> eventSubscription,

        @JsonProperty("log_forwarders") List<LogForwarder> logForwarders) {

    @Schema(name = "DescribedDataSource")
    public record DataSource(
            @Schema(examples = "mongodb-atlas") String name,
            @Schema(examples = "mongodb-atlas") String type,

            @JsonProperty("data_source") @Schema(description = "The cluster.", examples = "Cluster0")
            String dataSource) {}

    @Schema(name = "DescribedWebhook")
    public record Webhook(
            @Schema(examples = "notify") String name,

            @Schema(description = "Empty.", examples = "\"\"")
            String url) {}

    @Schema(
            name = "DescribedHttpEndpoint",
            description = "An endpoint, or a service of the type `http` with its webhooks.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HttpEndpoint(
            @Schema(examples = "web") @Nullable String name,
            @Nullable List<Webhook> webhooks,

            @Schema(examples = "/orders") @Nullable String route,

            @JsonProperty("http_method") @Schema(examples = "GET") @Nullable
            String httpMethod,

            @Schema(description = "Empty.", examples = "\"\"") @Nullable
            String url) {}

    @Schema(name = "DescribedService")
    public record ServiceSummary(
            @Schema(examples = "sms") String name,
            @Schema(examples = "twilio") String type,
            List<Webhook> webhooks) {}

    @Schema(name = "DescribedAuthProvider")
    public record AuthProvider(
            @Schema(examples = "api-key") String name,
            @Schema(examples = "api-key") String type,
            boolean enabled) {}

    @Schema(name = "DescribedCustomUserData")
    public record CustomUserData(
            boolean enabled,

            @JsonProperty("data_source") @Schema(description = "The cluster.", examples = "Cluster0")
            String dataSource,

            @Schema(examples = "shop") String database,
            @Schema(examples = "customers") String collection,

            @JsonProperty("user_id_field") @Schema(examples = "user_id")
            String userIdField) {}

    @Schema(name = "DescribedHosting")
    public record Hosting(
            boolean enabled,

            @Schema(description = "Empty.", examples = "\"\"")
            String status,

            @Schema(description = "Empty.", examples = "\"\"")
            String url) {}

    @Schema(name = "DescribedFunction")
    public record FunctionPath(
            @Schema(description = "The name, with its folders if any.", examples = "payments/charge")
            String name,

            @Schema(description = "The folders; empty for none.", examples = "payments")
            String path) {}

    @Schema(name = "DescribedSync")
    public record Sync(
            @Schema(examples = "enabled") String state,

            @JsonProperty("data_source") @Schema(description = "The cluster.", examples = "Cluster0")
            String dataSource,

            @Schema(examples = "shop") String database,

            @JsonProperty("development_mode_enabled") boolean developmentModeEnabled) {}

    @Schema(name = "DescribedGraphQl")
    public record GraphQl(
            @Schema(description = "Empty.", examples = "\"\"")
            String url,

            @JsonProperty("custom_resolvers") @Schema(examples = "[\"Order.total\"]")
            List<String> customResolvers) {}

    @Schema(name = "DescribedEventSubscription")
    public record EventSubscription(
            @Schema(examples = "nightly") String name,
            @Schema(examples = "SCHEDULED") String type,
            boolean enabled) {}

    @Schema(name = "DescribedLogForwarder")
    public record LogForwarder(@Schema(examples = "to-s3") String name, boolean enabled) {}

    /** Whether the content of this entry is described. */
    static boolean isDescribed(Entry entry) {
        return entry.kind() == Kind.FILE
                && Parts.DESCRIBED.matcher(entry.name()).matches();
    }

    /**
     * @param bundle the kept files that are described
     * @param functions the names of the Functions
     */
    static AppDescription of(App app, String address, View view, Bundle bundle, Set<String> functions) {
        Parts parts = new Parts(bundle.parts());
        return new AppDescription(
                app.clientAppId,
                app.name,
                address,
                view.tag(),
                names(view, Kind.VALUE),
                names(view, Kind.SECRET),
                names(view, Kind.ENVIRONMENT_VALUE),
                parts.dataSources(),
                parts.httpEndpoints(),
                parts.services(),
                parts.authProviders(),
                parts.customUserData(),
                new Hosting(parts.hasHosting() || hasFilesToHost(view), "", ""),
                functions.stream()
                        .map(name -> new FunctionPath(name, name.substring(0, Math.max(0, name.lastIndexOf('/')))))
                        .toList(),
                parts.sync(),
                new GraphQl("", parts.customResolvers()),
                parts.all("triggers/[^/]+\\.json").stream()
                        .map(one -> new EventSubscription(text(one, "name"), text(one, "type"), isEnabled(one)))
                        .toList(),
                parts.all("log_forwarders/[^/]+\\.json").stream()
                        .map(one -> new LogForwarder(text(one, "name"), isEnabled(one)))
                        .toList());
    }

    private static List<String> names(View view, Kind kind) {
        return view.entries(kind).stream().map(Entry::name).toList();
    }

    private static boolean hasFilesToHost(View view) {
        return view.entries(Kind.FILE).stream().anyMatch(file -> file.name().startsWith("hosting/files/"));
    }

    private static String text(JsonNode object, String... fields) {
        for (String field : fields) {
            if (object.path(field).isTextual()) {
                return object.path(field).textValue();
            }
        }
        return "";
    }

    private static boolean isEnabled(JsonNode part) {
        return !part.path("disabled").asBoolean(false);
    }

    /** The kept files by path. */
    private static final class Parts {
        private static final ObjectMapper JSON = new ObjectMapper();
        private static final Set<String> DATABASES = Set.of("mongodb-atlas", "mongodb", "datalake");
        private static final Pattern SERVICE =
                Pattern.compile("(?<folder>(?:services|http_endpoints|data_sources)/[^/]+/)config\\.json");
        private static final Pattern WEBHOOK =
                Pattern.compile("(?<folder>(?:services|http_endpoints)/[^/]+/)incoming_webhooks/[^/]+/config\\.json");

        /** Rules and schemas of collections are not described. They can be many, and large. */
        private static final Pattern DESCRIBED = Pattern.compile(String.join(
                "|",
                Pattern.quote(Bundle.ROOT),
                SERVICE.pattern(),
                WEBHOOK.pattern().replace("<folder>", "<owner>"),
                "(auth|auth_providers|graphql/custom_resolvers|log_forwarders|triggers)/[^/]+\\.json",
                "(sync|http_endpoints)/config\\.json"));

        private final SortedMap<String, byte[]> files;
        private final List<Linked> linked = new ArrayList<>();
        /** By the folder of the service. */
        private final Map<String, List<Webhook>> webhooks = new HashMap<>();

        Parts(SortedMap<String, byte[]> files) {
            this.files = files;
            for (String path : files.keySet()) {
                Matcher service = SERVICE.matcher(path);
                Matcher webhook = WEBHOOK.matcher(path);
                if (service.matches()) {
                    linked.add(new Linked(service.group("folder"), json(path)));
                } else if (webhook.matches()) {
                    webhooks.computeIfAbsent(webhook.group("folder"), folder -> new ArrayList<>())
                            .add(new Webhook(text(json(path), "name"), ""));
                }
            }
        }

        private JsonNode json(String path) {
            byte[] data = files.get(path);
            if (data == null) {
                return MissingNode.getInstance();
            }
            try {
                return JSON.readTree(data);
            } catch (IOException keptAsItCame) {
                return MissingNode.getInstance();
            }
        }

        private List<JsonNode> all(String paths) {
            Pattern wanted = Pattern.compile(paths);
            return files.keySet().stream()
                    .filter(path -> wanted.matcher(path).matches())
                    .map(this::json)
                    .toList();
        }

        private record Linked(String folder, JsonNode config) {
            private String name() {
                return text(config, "name");
            }

            private String type() {
                return text(config, "type");
            }

            private boolean isDatabase() {
                return folder.startsWith("data_sources/") || DATABASES.contains(type());
            }

            private boolean isHttp() {
                return folder.startsWith("http_endpoints/") || type().equals("http");
            }

            private String cluster() {
                return text(config.path("config"), "clusterName", "dataLakeName", "federatedInstanceName");
            }
        }

        private List<DataSource> dataSources() {
            return linked.stream()
                    .filter(Linked::isDatabase)
                    .map(one -> new DataSource(one.name(), one.type(), one.cluster()))
                    .toList();
        }

        private List<ServiceSummary> services() {
            return linked.stream()
                    .filter(one -> !one.isDatabase() && !one.isHttp())
                    .map(one -> new ServiceSummary(one.name(), one.type(), webhooks(one)))
                    .toList();
        }

        private List<HttpEndpoint> httpEndpoints() {
            List<HttpEndpoint> endpoints = new ArrayList<>();
            linked.stream()
                    .filter(one -> one.isHttp() && !one.isDatabase())
                    .forEach(one -> endpoints.add(new HttpEndpoint(one.name(), webhooks(one), null, null, null)));
            for (JsonNode one : json("http_endpoints/config.json")) {
                endpoints.add(new HttpEndpoint(null, null, text(one, "route"), text(one, "http_method"), ""));
            }
            return endpoints;
        }

        private List<Webhook> webhooks(Linked service) {
            return webhooks.getOrDefault(service.folder, List.of());
        }

        /** In one file or, in older layouts, one file each. */
        private List<AuthProvider> authProviders() {
            List<JsonNode> providers = new ArrayList<>();
            json("auth/providers.json").forEach(providers::add);
            providers.addAll(all("auth_providers/[^/]+\\.json"));
            return providers.stream()
                    .map(one -> new AuthProvider(text(one, "name"), text(one, "type"), isEnabled(one)))
                    .toList();
        }

        private CustomUserData customUserData() {
            JsonNode own = json("auth/custom_user_data.json");
            JsonNode config = own.isObject() ? own : json(Bundle.ROOT).path("custom_user_data_config");
            return new CustomUserData(
                    config.path("enabled").asBoolean(false),
                    cluster(text(config, "mongo_service_name")),
                    text(config, "database_name"),
                    text(config, "collection_name"),
                    text(config, "user_id_field"));
        }

        private boolean hasHosting() {
            return json(Bundle.ROOT).path("hosting").path("enabled").asBoolean(false);
        }

        /** In a file or, in older layouts, in the data source. */
        private Sync sync() {
            JsonNode own = json("sync/config.json");
            if (own.isObject()) {
                return sync(own, cluster(text(own, "service_name")));
            }
            for (Linked source : linked) {
                for (String kind : List.of("sync", "flexible_sync")) {
                    JsonNode config = source.config.path("config").path(kind);
                    if (config.isObject() && source.isDatabase()) {
                        return sync(config, source.cluster());
                    }
                }
            }
            return new Sync("", "", "", false);
        }

        private static Sync sync(JsonNode config, String cluster) {
            return new Sync(
                    text(config, "state"),
                    cluster,
                    text(config, "database_name"),
                    config.path("development_mode_enabled").asBoolean(false));
        }

        /** The cluster of a data source. */
        private String cluster(String source) {
            return linked.stream()
                    .filter(one -> one.isDatabase() && one.name().equals(source))
                    .map(Linked::cluster)
                    .findFirst()
                    .orElse("");
        }

        private List<String> customResolvers() {
            Set<String> resolvers = new TreeSet<>();
            all("graphql/custom_resolvers/[^/]+\\.json")
                    .forEach(one -> resolvers.add(text(one, "on_type") + "." + text(one, "field_name")));
            return List.copyOf(resolvers);
        }
    }
}
