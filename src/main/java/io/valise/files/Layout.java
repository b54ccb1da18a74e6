package io.valise.files;

import io.valise.apps.App;
import io.valise.json.Tree;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A directory layout of an app, identified by the version in its configuration file. */
public enum Layout {
    V20180301("20180301", "stitch.json", ".mdb/app_meta.json", Sections.OLDER),
    V20200603("20200603", "config.json", ".mdb/app_meta.json", Sections.OLDER),
    V20210101("20210101", "realm_config.json", ".mdb/app_meta.json", Sections.NEWER),
    V20230101("20230101", "root_config.json", ".mdb/meta.json", Sections.NEWER);

    /** The files that record where an app was exported from. They are read past. */
    static final String ORIGIN = ".mdb/";

    /**
     * Fields of the configuration file, in either layout, that identify the app and are not part of its configuration.
     */
    static final Set<String> IDENTITY =
            Set.of("config_version", "app_id", "name", "location", "provider_region", "deployment_model");

    static final String ENVIRONMENT = "environment";

    private final String version;
    private final String root;
    private final String meta;
    private final Sections sections;

    Layout(String version, String root, String meta, Sections sections) {
        this.version = version;
        this.root = root;
        this.meta = meta;
        this.sections = sections;
    }

    /** Returns the path of the configuration file. */
    public String root() {
        return root;
    }

    /** Returns the path of the file that records where the app was exported from. */
    public String meta() {
        return meta;
    }

    /** Returns the files that clients send as JSON from a directory of this layout. */
    Sections sections() {
        return sections;
    }

    /** Returns the fields of the configuration file that identify the app. */
    public Map<String, Tree> identity(App app, boolean template) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        if (this != V20230101) {
            fields.put("config_version", new Tree.Number(version));
            if (!template) {
                fields.put("app_id", new Tree.Text(app.clientAppId));
            }
            fields.put("name", new Tree.Text(app.name));
            fields.put("location", new Tree.Text(app.location.code()));
            fields.put("deployment_model", new Tree.Text(app.deploymentModel));
        } else {
            fields.put("name", new Tree.Text(app.name));
            fields.put("deployment_model", new Tree.Text(app.deploymentModel));
            fields.put("provider_region", new Tree.Text(app.location.providerRegion()));
        }
        return fields;
    }

    public Tree provenance(App app) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put("config_version", new Tree.Number(version));
        fields.put("group_id", new Tree.Text(app.project.toHexString()));
        fields.put("app_id", new Tree.Text(app.id.toHexString()));
        if (this == V20230101) {
            fields.put("client_app_id", new Tree.Text(app.clientAppId));
        }
        return new Tree.Fields(fields);
    }

    /** Returns the layout whose configuration file has this path, or null. */
    static @Nullable Layout ofRoot(String path) {
        return Arrays.stream(values())
                .filter(layout -> layout.root.equals(path))
                .findFirst()
                .orElse(null);
    }

    public static @Nullable Layout ofVersion(String version) {
        return Arrays.stream(values())
                .filter(layout -> layout.version.equals(version))
                .findFirst()
                .orElse(null);
    }

    /** Returns the configuration files of the other layouts, as a list. */
    static String roots(Layout besides) {
        return Arrays.stream(values())
                .filter(layout -> layout != besides)
                .map(Layout::root)
                .collect(Collectors.joining(", "));
    }

    /** Returns the rule that a version is one of those supported, as a clause. */
    public static String rule() {
        return Arrays.stream(values())
                .map(layout -> layout.version)
                .collect(Collectors.joining(", ", "must be one of ", ""));
    }
}
