package io.valise.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Builds one JSON document from a directory, as command-line clients of this family do: they read only the files they
 * know, drop unknown fields of the configuration file, read numbers as 64-bit floating point, sort the fields of
 * objects, and leave out what is empty.
 */
final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ROOT = Set.of(
            "config_version",
            "app_id",
            "name",
            "location",
            "deployment_model",
            "environment",
            "allowed_request_origins",
            "hosting");

    private static final Set<String> OLDER_ROOT = Set.of(
            "config_version",
            "app_id",
            "name",
            "location",
            "deployment_model",
            "environment",
            "security",
            "hosting",
            "custom_user_data_config",
            "sync");

    private final TreeMap<String, byte[]> files;

    private Client(TreeMap<String, byte[]> files) {
        this.files = files;
    }

    static TreeMap<String, byte[]> unzip(byte[] zip) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return files;
    }

    /** What the client sends for a directory. */
    static String body(TreeMap<String, byte[]> directory) {
        return new Client(directory).body().toString();
    }

    private JsonNode body() {
        JsonNode older = json("stitch.json") == null ? json("config.json") : json("stitch.json");
        return older == null ? newerBody() : olderBody(older);
    }

    /** Of the layouts before 20210101. */
    private JsonNode olderBody(JsonNode root) {
        ObjectNode body = JSON.createObjectNode();
        settings(body, root, OLDER_ROOT);
        for (String always : List.of("security", "custom_user_data_config", "sync")) {
            body.putIfAbsent(always, JSON.nullNode());
        }
        set(body, "auth_providers", all("auth_providers/"));
        ArrayNode functions = JSON.createArrayNode();
        for (String own : folders("functions/")) {
            // The client fails for a folder without a source.
            if (!own.contains("node_modules") && files.containsKey(own + "source.js")) {
                ObjectNode function = functions.addObject();
                function.set("config", json(own + "config.json"));
                function.put("source", text(own + "source.js"));
            }
        }
        set(body, "functions", functions);
        set(body, "triggers", all("triggers/"));
        set(body, "log_forwarders", all("log_forwarders/"));
        body.set("graphql", graphql());
        set(body, "services", services("services/", true));
        JsonNode dataApi = json("data_api_config.json");
        if (dataApi != null) {
            set(body, "data_api_config", dataApi);
        }
        JsonNode secrets = json("secrets.json");
        body.set("secrets", secrets == null ? JSON.createObjectNode() : secrets);
        return body;
    }

    private void settings(ObjectNode body, JsonNode root, Set<String> known) {
        root.properties().forEach(field -> {
            if (known.contains(field.getKey())) {
                body.set(field.getKey(), field.getValue());
            }
        });
        ObjectNode environments = JSON.createObjectNode();
        // The client fails for a file that is not JSON.
        below("environments/").stream()
                .filter(path -> path.endsWith(".json"))
                .forEach(path -> environments.set(path.substring(13), json(path)));
        set(body, "environments", environments);
        set(body, "values", all("values/"));
    }

    private ObjectNode graphql() {
        ObjectNode graphql = object("graphql/config.json");
        set(graphql, "custom_resolvers", all("graphql/custom_resolvers/"));
        return graphql;
    }

    private JsonNode newerBody() {
        ObjectNode body = JSON.createObjectNode();
        JsonNode root = json("realm_config.json");
        if (root == null) {
            root = json("root_config.json");
            body.put("config_version", 20230101);
        }
        settings(body, root, ROOT);
        body.set("auth", object("auth/custom_user_data.json", "auth/providers.json"));
        body.set("sync", object("sync/config.json"));
        ObjectNode functions = object("functions/config.json");
        ObjectNode sources = JSON.createObjectNode();
        below("functions/").stream()
                .filter(path -> path.endsWith(".js") && !path.contains("/node_modules/"))
                .forEach(path -> sources.put(path.substring(10), text(path)));
        set(functions, "sources", sources);
        body.set("functions", functions);
        set(body, "triggers", all("triggers/"));
        set(body, "log_forwarders", all("log_forwarders/"));
        body.set("graphql", graphql());
        set(body, "services", services("services/", true));
        set(body, "http_endpoints", services("http_endpoints/", false));
        set(body, "data_sources", dataSources());
        body.set("endpoints", object("http_endpoints/config.json"));
        JsonNode dataApi = json("http_endpoints/data_api_config.json");
        if (dataApi != null) {
            set(body, "data_api_config", dataApi);
        }
        body.set("secrets", JSON.createObjectNode());
        return body;
    }

    private ArrayNode services(String folder, boolean writesNulls) {
        ArrayNode services = JSON.createArrayNode();
        for (String own : folders(folder)) {
            ObjectNode service = object(own + "config.json", own + "default_rule.json");
            ArrayNode webhooks = JSON.createArrayNode();
            for (String webhook : folders(own + "incoming_webhooks/")) {
                ObjectNode one = webhooks.addObject();
                one.set("config", json(webhook + "config.json"));
                one.put("source", text(webhook + "source.js"));
            }
            set(service, "incoming_webhooks", webhooks);
            set(service, "rules", all(own + "rules/"));
            if (writesNulls) {
                service.putIfAbsent("incoming_webhooks", JSON.nullNode());
                service.putIfAbsent("rules", JSON.nullNode());
            }
            services.add(service);
        }
        return services;
    }

    private ArrayNode dataSources() {
        ArrayNode sources = JSON.createArrayNode();
        for (String own : folders("data_sources/")) {
            ObjectNode source = object(own + "config.json", own + "default_rule.json");
            ArrayNode rules = JSON.createArrayNode();
            for (String database : folders(own)) {
                for (String collection : folders(database)) {
                    rules.add(rule(collection));
                }
            }
            set(source, "rules", rules);
            sources.add(source);
        }
        return sources;
    }

    private JsonNode rule(String folder) {
        String[] steps = folder.split("/");
        ObjectNode rule = (ObjectNode) json(folder + "rules.json");
        if (rule == null) {
            if (!files.containsKey(folder + "schema.json") || !files.containsKey(folder + "relationships.json")) {
                throw new IllegalStateException(folder + " lacks files");
            }
            rule = JSON.createObjectNode().put("database", steps[2]).put("collection", steps[3]);
        }
        for (String extra : List.of("schema", "relationships")) {
            JsonNode content = json(folder + extra + ".json");
            if (content != null) {
                rule.set(extra, content);
            }
        }
        return rule;
    }

    private ObjectNode object(String... paths) {
        ObjectNode object = JSON.createObjectNode();
        for (String path : paths) {
            JsonNode content = json(path);
            if (content != null) {
                set(object, path.substring(path.lastIndexOf('/') + 1, path.length() - 5), content);
            }
        }
        return object;
    }

    private ArrayNode all(String folder) {
        ArrayNode all = JSON.createArrayNode();
        below(folder).stream()
                .filter(path -> path.indexOf('/', folder.length()) < 0 && path.endsWith(".json"))
                .forEach(path -> all.add(json(path)));
        return all;
    }

    private static void set(ObjectNode object, String name, JsonNode content) {
        if (!content.isEmpty()) {
            object.set(name, content);
        }
    }

    private List<String> below(String folder) {
        return new ArrayList<>(files.subMap(folder, folder + "\uffff").keySet());
    }

    private Set<String> folders(String folder) {
        Set<String> folders = new TreeSet<>();
        for (String path : below(folder)) {
            int slash = path.indexOf('/', folder.length());
            if (slash >= 0) {
                folders.add(path.substring(0, slash + 1));
            }
        }
        return folders;
    }

    private String text(String path) {
        return new String(files.getOrDefault(path, new byte[0]), StandardCharsets.UTF_8);
    }

    private JsonNode json(String path) {
        byte[] data = files.get(path);
        if (data == null || data.length == 0) {
            return null;
        }
        try {
            Object tree = JSON.readValue(data, Object.class);
            return JSON.valueToTree(rounded(tree));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The JSON as a program sees it that has only floating-point numbers and does not keep the order of fields. */
    private static Object rounded(Object tree) {
        if (tree instanceof Map<?, ?> fields) {
            Map<String, Object> sorted = new TreeMap<>();
            fields.forEach((name, field) -> sorted.put(String.valueOf(name), rounded(field)));
            return sorted;
        }
        if (tree instanceof List<?> items) {
            return new ArrayList<>(items)
                    .stream().map(Client::rounded).collect(java.util.stream.Collectors.toCollection(ArrayList::new));
        }
        if (tree instanceof Number number) {
            double value = number.doubleValue();
            return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) (long) value : (Object) value;
        }
        return tree;
    }
}
