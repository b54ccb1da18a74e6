package io.valise.files;

import io.valise.json.Tree;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files that are part of an app's JSON form, which command-line clients make from a directory. Other files are
 * never sent in that form, so their absence does not mean that they were removed.
 */
public final class Sections {
    /** Fields of the configuration file that clients know, apart from those that this service manages. */
    static final Set<String> ROOT_FIELDS = Set.of("allowed_request_origins", "hosting");

    private static final Pattern JSON = Pattern.compile(String.join(
            "|",
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
            "data_sources/[^/]+/[^/]+/[^/]+/(rules|schema|relationships)\\.json"));

    private static final Pattern SOURCE = Pattern.compile("functions/(?!(.*/)?node_modules/).+\\.js"
            + "|(services|http_endpoints)/[^/]+/incoming_webhooks/[^/]+/source\\.js");

    /** Files with an array whose order has no meaning. Its items are identified by name. */
    private static final Set<String> UNORDERED = Set.of("functions/config.json", "http_endpoints/config.json");

    private Sections() {}

    /** Returns whether the file is a JSON file of the JSON form. */
    static boolean isJson(String path) {
        return JSON.matcher(path).matches();
    }

    /** Returns whether the file is part of the JSON form. */
    static boolean has(String path) {
        return isJson(path) || SOURCE.matcher(path).matches();
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
