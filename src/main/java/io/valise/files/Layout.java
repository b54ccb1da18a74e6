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
    V20210101("20210101", "realm_config.json", ".mdb/app_meta.json"),
    V20230101("20230101", "root_config.json", ".mdb/meta.json");

    /**
     * Fields of the configuration file, in either layout, that identify the app and are not part of its configuration.
     */
    static final Set<String> IDENTITY =
            Set.of("config_version", "app_id", "name", "location", "provider_region", "deployment_model");

    static final String ENVIRONMENT = "environment";

    private final String version;
    private final String root;
    private final String meta;

    Layout(String version, String root, String meta) {
        this.version = version;
        this.root = root;
        this.meta = meta;
    }

    /** Returns the path of the configuration file. */
    public String root() {
        return root;
    }

    /** Returns the path of the file that records where the app was exported from. */
    public String meta() {
        return meta;
    }

    /** Returns the fields of the configuration file that identify the app. */
    public Map<String, Tree> identity(App app, boolean template) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        if (this == V20210101) {
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

    public static @Nullable Layout ofVersion(String version) {
        return Arrays.stream(values())
                .filter(layout -> layout.version.equals(version))
                .findFirst()
                .orElse(null);
    }

    public static String versions() {
        return Arrays.stream(values()).map(layout -> layout.version).collect(Collectors.joining(" and "));
    }
}
