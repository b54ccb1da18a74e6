package io.valise.files;

import io.valise.json.Tree;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files that are part of an app's JSON form, which command-line clients make from a directory. Other files are
 * never sent in that form, so their absence does not mean that they were removed.
 */
enum Sections {
    /** Of the layouts 20180301 and 20200603. */
    OLDER(
            Set.of("security", "hosting", "custom_user_data_config", "sync"),
            List.of(
                    "(auth_providers|triggers|log_forwarders|graphql/custom_resolvers)/[^/]+\\.json",
                    "functions/(?!node_modules/)[^/]+/config\\.json",
                    "graphql/config\\.json",
                    "services/[^/]+/(config|default_rule|rules/[^/]+|incoming_webhooks/[^/]+/config)\\.json",
                    "data_api_config\\.json"),
            List.of(
                    "functions/(?!node_modules/)[^/]+/source\\.js",
                    "services/[^/]+/incoming_webhooks/[^/]+/source\\.js")),

    /** Of the layouts since 20210101. */
    NEWER(
            Set.of("allowed_request_origins", "hosting"),
            List.of(
                    "auth/(custom_user_data|providers)\\.json",
                    "sync/config\\.json",
                    "functions/config\\.json",
                    "(triggers|log_forwarders|graphql/custom_resolvers)/[^/]+\\.json",
                    "graphql/config\\.json",
                    "services/[^/]+/(config|default_rule)\\.json",
                    "http_endpoints/(config|data_api_config)\\.json",
                    "http_endpoints/[^/]+/config\\.json",
                    "(services|http_endpoints)/[^/]+/(rules/[^/]+|incoming_webhooks/[^/]+/config)\\.json",
                    "data_sources/[^/]+/(config|default_rule)\\.json",
                    "data_sources/[^/]+/[^/]+/[^/]+/(rules|schema|relationships)\\.json"),
            List.of(
                    "functions/(?!(.*/)?node_modules/).+\\.js",
                    "(services|http_endpoints)/[^/]+/incoming_webhooks/[^/]+/source\\.js"));

    /** Files with an array whose order has no meaning. Its items are identified by name. */
    private static final Set<String> UNORDERED = Set.of("functions/config.json", "http_endpoints/config.json");

    private final Set<String> rootFields;
    private final Pattern json;
    private final Pattern sources;

    Sections(Set<String> rootFields, List<String> json, List<String> sources) {
        this.rootFields = rootFields;
        this.json = Pattern.compile(String.join("|", json));
        this.sources = Pattern.compile(String.join("|", sources));
    }

    /** Returns the fields of the configuration file that clients know, apart from those that this service manages. */
    Set<String> rootFields() {
        return rootFields;
    }

    /** Returns whether the file is a JSON file of this form. */
    boolean isJson(String path) {
        return json.matcher(path).matches();
    }

    /** Returns whether the file is part of this form. */
    boolean has(String path) {
        return isJson(path) || sources.matcher(path).matches();
    }

    /** Returns whether the file is a JSON file of any of the forms. */
    static boolean isJsonOfAny(String path) {
        return Arrays.stream(values()).anyMatch(sections -> sections.isJson(path));
    }

    /** Returns whether it is a JSON file of any of the forms that is null, an empty object or an empty array. */
    static boolean isEmptyJson(String path, byte @Nullable [] data) {
        Tree tree = data == null || !isJsonOfAny(path) ? null : FileContent.json(data);
        return tree != null && tree.isEmpty();
    }

    /** Returns the JSON of a file with the items sorted where their order has no meaning. */
    static Tree canonical(String path, Tree tree) {
        if (tree instanceof Tree.Items items && UNORDERED.contains(path)) {
            List<Tree> sorted = items.list().stream()
                    .sorted(Comparator.comparing(Sections::name))
                    .toList();
            return new Tree.Items(sorted);
        }
        return tree;
    }

    /** Returns the identifying name of an item. */
    private static String name(Tree item) {
        if (!(item instanceof Tree.Fields fields)) {
            return "";
        }
        String name = Intake.text(fields.get("name"));
        return name != null ? name : Intake.text(fields.get("route")) + " " + Intake.text(fields.get("http_method"));
    }
}
