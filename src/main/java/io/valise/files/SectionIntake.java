package io.valise.files;

import io.valise.json.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Converts the sections of an app's JSON to the files that they were made from. */
final class SectionIntake {
    private final Intake intake;

    SectionIntake(Intake intake) {
        this.intake = intake;
    }

    /**
     * Takes a section that is not empty. Returns false if the field is not a section.
     *
     * @param sections decides what {@code sync} and {@code data_api_config} are
     */
    boolean take(String name, Tree tree, Sections sections) {
        switch (name) {
            case "sync" -> {
                if (sections == Sections.OLDER) {
                    return false;
                }
                fields(name, tree, Map.of());
            }
            case "auth" -> fields(name, tree, Map.of());
            case "functions" -> functions(tree);
            case "auth_providers", "triggers", "log_forwarders" -> items(name, tree, item -> item.get("name"));
            case "graphql" ->
                fields(
                        name,
                        tree,
                        Map.of(
                                "custom_resolvers",
                                resolvers -> items("graphql/custom_resolvers", resolvers, SectionIntake::resolver)));
            case "services", "http_endpoints", "data_sources" -> services(name, tree);
            case "endpoints" -> fields("http_endpoints", tree, Map.of());
            case "data_api_config" ->
                json((sections == Sections.OLDER ? "" : "http_endpoints/") + "data_api_config.json", tree);
            case "files" -> files(tree);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Notes the file that clients always have for a section, and leave out of the section if it is empty. */
    void noteEmptyFile(String section) {
        switch (section) {
            case "auth" -> intake.empty.put("auth/providers.json", Files.bytes(new Tree.Fields(Map.of())));
            case "functions" -> intake.empty.put("functions/config.json", Files.bytes(new Tree.Items(List.of())));
            case "endpoints" -> intake.empty.put("http_endpoints/config.json", Files.bytes(new Tree.Items(List.of())));
            default -> {
                // Its files are only there if they have content.
            }
        }
    }

    /** Returns the place of an item without a name, for a problem. */
    static String item(String list, int number) {
        return list + ": item " + number;
    }

    private interface Content {
        void take(Tree tree);
    }

    /** Takes an object whose fields are files of a folder, except the fields in {@code others}. */
    private void fields(String folder, Tree tree, Map<String, Content> others) {
        if (!(tree instanceof Tree.Fields fields)) {
            intake.problems.add(folder, "must be an object");
            return;
        }
        fields.map().forEach((name, content) -> {
            Content other = others.get(name);
            if (content.isEmpty()) {
                return;
            }
            if (other != null) {
                other.take(content);
            } else {
                json(folder + "/" + Paths.step(name) + ".json", content);
            }
        });
    }

    private void functions(Tree tree) {
        if (tree instanceof Tree.Items) {
            each("functions", tree, (function, i) -> callable("functions", function));
        } else {
            fields("functions", tree, Map.of("sources", this::sources));
        }
    }

    private void sources(Tree tree) {
        if (!(tree instanceof Tree.Fields sources)) {
            intake.problems.add("functions", "sources", "must be an object");
            return;
        }
        sources.map().forEach((path, source) -> source("functions/" + path, source));
    }

    private void source(String path, @Nullable Tree source) {
        if (source instanceof Tree.Text text) {
            intake.part(path, text.value().getBytes(StandardCharsets.UTF_8));
        } else {
            intake.problems.add(path, "must be a string: the source");
        }
    }

    /** Takes files that are named after a field in their content. */
    private void items(String folder, Tree tree, Function<Tree.Fields, @Nullable Tree> name) {
        if (!(tree instanceof Tree.Items items)) {
            intake.problems.add(folder, "must be an array");
            return;
        }
        // Items with the same name are sorted by content, because the order of the items has no meaning.
        List<Tree> list = items.list().stream()
                .sorted(Comparator.comparing(Tree::compact))
                .toList();
        each(
                folder,
                new Tree.Items(list),
                (item, i) -> json(free(folder + "/" + Paths.step(Intake.text(name.apply(item))), ".json"), item));
    }

    private static @Nullable Tree resolver(Tree.Fields item) {
        String type = Intake.text(item.get("on_type"));
        String field = Intake.text(item.get("field_name"));
        return type == null || field == null ? null : new Tree.Text((type + "_" + field).toLowerCase(Locale.ROOT));
    }

    private void services(String folder, Tree tree) {
        each(folder, tree, (service, i) -> {
            String name = service.get("config") instanceof Tree.Fields config ? Intake.text(config.get("name")) : null;
            String own = free(folder + "/" + Paths.step(name), "");
            fields(
                    own,
                    service,
                    Map.of(
                            "incoming_webhooks",
                            hooks -> each(own, hooks, (hook, j) -> callable(own + "/incoming_webhooks", hook)),
                            "rules",
                            rules -> {
                                if (folder.equals("data_sources")) {
                                    each(own, rules, (rule, j) -> collection(own, rule));
                                } else {
                                    items(own + "/rules", rules, SectionIntake::rule);
                                }
                            }));
        });
    }

    private static @Nullable Tree rule(Tree.Fields rule) {
        String database = Intake.text(rule.get("database"));
        return database == null
                ? rule.get("name")
                : new Tree.Text(database + "." + Intake.text(rule.get("collection")));
    }

    /** Takes a folder with a configuration and a source, in either of the two forms that clients send. */
    private void callable(String folder, Tree.Fields callable) {
        Map<String, Tree> rest = new LinkedHashMap<>(callable.map());
        Tree source = rest.remove("source");
        Tree config = rest.get("config") instanceof Tree.Fields own ? own : new Tree.Fields(rest);
        String name = config instanceof Tree.Fields fields ? Intake.text(fields.get("name")) : null;
        String own = free(folder + "/" + Paths.step(name), "");
        json(own + "/config.json", config);
        if (source != null && source != Tree.Literal.NULL) {
            source(own + "/source.js", source);
        }
    }

    /** Takes the folder of a collection. Its schema and relationships are separate files. */
    private void collection(String folder, Tree.Fields rule) {
        Map<String, Tree> rules = new LinkedHashMap<>(rule.map());
        String own = free(
                folder + "/" + Paths.step(Intake.text(rule.get("database"))) + "/"
                        + Paths.step(Intake.text(rule.get("collection"))),
                "");
        Tree schema = rules.remove("schema");
        Tree relationships = rules.remove("relationships");
        if (schema != null && schema != Tree.Literal.NULL) {
            json(own + "/schema.json", schema);
        }
        if (relationships != null && relationships != Tree.Literal.NULL) {
            json(own + "/relationships.json", relationships);
        }
        if (isMadeUp(rule.map().keySet())) {
            intake.implied.put(own + "/rules.json", Files.bytes(new Tree.Fields(rules)));
        } else {
            json(own + "/rules.json", new Tree.Fields(rules));
        }
    }

    /** Returns whether a client may have made up the rules: it adds two fields if a folder has no rules. */
    static boolean isMadeUp(Set<String> fields) {
        return fields.equals(Set.of("database", "collection", "schema", "relationships"));
    }

    /** Takes files outside the sections by path: text, or binary content as base64. */
    private void files(Tree tree) {
        intake.cleared.add(Upload.OTHER_FILES);
        if (!(tree instanceof Tree.Fields files)) {
            intake.problems.add("files", "must be an object");
            return;
        }
        files.map().forEach((path, content) -> {
            if (content instanceof Tree.Fields binary && binary.get("base64") instanceof Tree.Text base64) {
                try {
                    intake.part(path, Base64.getDecoder().decode(base64.value()));
                } catch (IllegalArgumentException broken) {
                    intake.problems.add(path, "base64", "must be base64");
                }
            } else {
                source(path, content);
            }
        });
    }

    private interface Item {
        void take(Tree.Fields item, int index);
    }

    private void each(String folder, Tree tree, Item use) {
        if (!(tree instanceof Tree.Items items)) {
            intake.problems.add(folder, "must be an array");
            return;
        }
        for (int i = 0; i < items.list().size(); i++) {
            if (items.list().get(i) instanceof Tree.Fields item) {
                use.take(item, i);
            } else {
                boolean empty = items.list().get(i) == Tree.Literal.NULL;
                intake.problems.add(item(folder, i + 1), empty ? Intake.EMPTY : "must be an object");
            }
        }
    }

    private void json(String path, Tree tree) {
        intake.part(path, Files.bytes(tree));
    }

    /** Returns the path, with a number if it is already used. */
    private String free(String path, String extension) {
        String free = path;
        for (int i = 2; intake.holds(free + extension); i++) {
            free = path + "_" + i;
        }
        return free + extension;
    }
}
