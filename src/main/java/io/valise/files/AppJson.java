package io.valise.files;

import io.valise.json.Tree;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes a whole app as one JSON, as {@link JsonIntake} reads it. Files outside the sections go to {@code files}. */
public final class AppJson {
    private final Map<String, Tree> app;
    /** The files that have not been written to a section yet. */
    private final TreeMap<String, byte[]> left;
    /** Files that would get another path when the sections are read back. */
    private final TreeMap<String, byte[]> misplaced = new TreeMap<>();

    private AppJson(Map<String, Tree> app, TreeMap<String, byte[]> parts) {
        this.app = app;
        this.left = new TreeMap<>(parts);
        left.keySet().removeIf(Bundle::isManaged);
        for (String path : RealPaths.of(parts, Sections.NEWER).values()) {
            misplaced.put(path, parts.get(path));
            left.remove(path);
        }
    }

    public static Tree of(Files files, Bundle bundle) {
        Map<String, Tree> app = new LinkedHashMap<>(((Tree.Fields) files.root(bundle)).map());
        // In an older layout, this is a field of the configuration file. Here it would be read as a section.
        app.remove("sync");
        Map<String, Tree> environments = new LinkedHashMap<>();
        for (Column column : Column.values()) {
            environments.put(column.key(), Files.environment(bundle, column));
        }
        app.put("environments", new Tree.Fields(Map.of("values", new Tree.Fields(environments))));
        List<Tree> values = new ArrayList<>();
        bundle.values().keySet().forEach(name -> values.add(Files.value(bundle, name)));
        app.put("values", new Tree.Items(values));
        AppJson json = new AppJson(app, bundle.parts());
        Tree notes = bundle.notes().tree();
        if (notes != null) {
            json.left.put(NotesFile.PATH, Files.bytes(notes));
        }
        return json.withSections();
    }

    private Tree withSections() {
        put("auth", objects("auth", "custom_user_data", "providers"));
        put("sync", objects("sync", "config"));
        put("functions", functions());
        put("triggers", items("triggers/"));
        put("log_forwarders", items("log_forwarders/"));
        Map<String, Tree> graphql = objects("graphql", "config");
        putInto(graphql, "custom_resolvers", items("graphql/custom_resolvers/"));
        put("graphql", graphql);
        put("endpoints", objects("http_endpoints", "config"));
        Tree dataApi = take("http_endpoints/data_api_config.json");
        if (dataApi != null) {
            app.put("data_api_config", dataApi);
        }
        for (String folder : List.of("services", "http_endpoints", "data_sources")) {
            put(folder, services(folder));
        }
        Map<String, Tree> files = new LinkedHashMap<>();
        left.putAll(misplaced);
        left.forEach((path, data) -> files.put(path, content(data)));
        app.put("files", new Tree.Fields(files));
        return new Tree.Fields(app);
    }

    private Map<String, Tree> functions() {
        Map<String, Tree> functions = objects("functions", "config");
        Map<String, Tree> sources = new LinkedHashMap<>();
        for (String path : below("functions/")) {
            String source = Sections.NEWER.has(path) ? text(left.get(path)) : null;
            if (source != null) {
                sources.put(path.substring("functions/".length()), new Tree.Text(source));
                left.remove(path);
            }
        }
        if (!sources.isEmpty()) {
            functions.put("sources", new Tree.Fields(sources));
        }
        return functions;
    }

    private List<Tree> services(String folder) {
        List<Tree> services = new ArrayList<>();
        for (String own : folders(folder + "/")) {
            if (left.containsKey(own + "config.json")) {
                Map<String, Tree> service = objects(own.substring(0, own.length() - 1), "config", "default_rule");
                if (folder.equals("data_sources")) {
                    putInto(service, "rules", collections(own));
                } else {
                    putInto(service, "incoming_webhooks", webhooks(own + "incoming_webhooks/"));
                    putInto(service, "rules", items(own + "rules/"));
                }
                services.add(new Tree.Fields(service));
            }
        }
        return services;
    }

    private List<Tree> webhooks(String folder) {
        List<Tree> webhooks = new ArrayList<>();
        for (String own : folders(folder)) {
            String source = text(left.get(own + "source.js"));
            if (left.containsKey(own + "config.json") && source != null) {
                Map<String, Tree> webhook = objects(own.substring(0, own.length() - 1), "config");
                webhook.put("source", new Tree.Text(source));
                left.remove(own + "source.js");
                webhooks.add(new Tree.Fields(webhook));
            }
        }
        return webhooks;
    }

    private List<Tree> collections(String folder) {
        List<Tree> rules = new ArrayList<>();
        for (String database : folders(folder)) {
            for (String own : folders(database)) {
                boolean all = left.containsKey(own + "schema.json") && left.containsKey(own + "relationships.json");
                byte[] ownRules = left.get(own + "rules.json");
                if (ownRules != null || all) {
                    Map<String, Tree> rule = collection(own, step(database), step(own));
                    if (ownRules != null && SectionIntake.isMadeUp(rule.keySet())) {
                        misplaced.put(own + "rules.json", ownRules);
                    }
                    rules.add(new Tree.Fields(rule));
                }
            }
        }
        return rules;
    }

    private Map<String, Tree> collection(String folder, String database, String collection) {
        Map<String, Tree> rule = new LinkedHashMap<>();
        if (take(folder + "rules.json") instanceof Tree.Fields own) {
            rule.putAll(own.map());
        } else {
            rule.put("database", new Tree.Text(database));
            rule.put("collection", new Tree.Text(collection));
        }
        rule.putAll(objects(folder.substring(0, folder.length() - 1), "schema", "relationships"));
        return rule;
    }

    /** Returns the last step of a folder's path. */
    private static String step(String folder) {
        return folder.substring(folder.lastIndexOf('/', folder.length() - 2) + 1, folder.length() - 1);
    }

    /** Returns the existing files of a folder as fields. */
    private Map<String, Tree> objects(String folder, String... stems) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        for (String stem : stems) {
            Tree tree = take(folder + "/" + stem + ".json");
            if (tree != null) {
                fields.put(stem, tree);
            }
        }
        return fields;
    }

    private List<Tree> items(String folder) {
        List<Tree> items = new ArrayList<>();
        for (String path : below(folder)) {
            byte[] data = left.get(path);
            if (data != null && Sections.NEWER.isJson(path) && FileContent.known(data) instanceof Tree.Fields item) {
                items.add(item);
                left.remove(path);
            }
        }
        return items;
    }

    /** Returns the JSON of a file, or null. An empty one stays with the other files, since a section cannot have it. */
    private @Nullable Tree take(String path) {
        byte[] data = left.get(path);
        Tree tree = data == null ? null : FileContent.known(data);
        if (tree == null || tree.isEmpty()) {
            return null;
        }
        left.remove(path);
        return tree;
    }

    private List<String> below(String folder) {
        return new ArrayList<>(left.subMap(folder, folder + Character.MAX_VALUE).keySet());
    }

    /** Returns the folders in a folder, with a slash at the end. */
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

    private void put(String name, Map<String, Tree> fields) {
        if (!fields.isEmpty()) {
            app.put(name, new Tree.Fields(fields));
        }
    }

    private void put(String name, List<Tree> items) {
        putInto(app, name, items);
    }

    private static void putInto(Map<String, Tree> fields, String name, List<Tree> items) {
        if (!items.isEmpty()) {
            fields.put(name, new Tree.Items(items));
        }
    }

    private static Tree content(byte[] data) {
        String text = text(data);
        return text != null
                ? new Tree.Text(text)
                : new Tree.Fields(
                        Map.of("base64", new Tree.Text(Base64.getEncoder().encodeToString(data))));
    }

    /** Returns the text, or null if there is no file or it is not text. */
    private static @Nullable String text(byte @Nullable [] data) {
        return data == null ? null : FileContent.text(data);
    }
}
