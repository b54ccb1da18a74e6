package io.valise.files;

import io.valise.json.Tree;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which files have a place in an app's JSON form, as command-line clients of this family make it of a directory. What
 * has none never reaches us that way, so a JSON without it does not mean that it is gone.
 */
public final class Sections {
    /** Fields of the configuration file that clients know, besides those that this service manages. */
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

    /** Arrays whose order means nothing: their items go by name. */
    private static final Set<String> UNORDERED = Set.of("functions/config.json", "http_endpoints/config.json");

    private Sections() {}

    /** Whether the file is JSON that has a place in the JSON form. */
    static boolean isJson(String path) {
        return JSON.matcher(path).matches();
    }

    /** Whether the file has a place in the JSON form. */
    static boolean has(String path) {
        return isJson(path) || SOURCE.matcher(path).matches();
    }

    /** A file's JSON without the order that means nothing. */
    static Tree canonical(String path, Tree tree) {
        if (tree instanceof Tree.Items items && UNORDERED.contains(path)) {
            List<Tree> sorted = items.list().stream()
                    .sorted(Comparator.comparing(Sections::name))
                    .toList();
            return new Tree.Items(sorted);
        }
        return tree;
    }

    /** What an item goes by. */
    private static String name(Tree item) {
        if (!(item instanceof Tree.Fields fields)) {
            return "";
        }
        String name = Intake.text(fields.get("name"));
        return name != null ? name : Intake.text(fields.get("route")) + " " + Intake.text(fields.get("http_method"));
    }
}
