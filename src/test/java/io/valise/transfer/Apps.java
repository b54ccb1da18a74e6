package io.valise.transfer;

import io.valise.apps.App;
import io.valise.apps.Location;
import io.valise.files.Column;
import io.valise.json.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bson.types.ObjectId;

/** App directories generated from a seed, with unusual names, numbers and files, and all sections. */
final class Apps {
    private static final List<String> TEXTS = List.of(
            "", "hello", "häßlich ☃ 😀", "a\nb\tc", "\"quoted\" \\ / ", "</script>&<b>", "\u0001", "{}", "  ", "0");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1.5",
            "1.10",
            "12345678901234567890",
            "0.1000000000000000055511151231257827",
            "9007199254740993",
            "1e5",
            "1E-7",
            "123456789.123456789123456789");

    private final Random random;
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    private Apps(long seed) {
        this.random = new Random(seed);
    }

    static App app(String name) {
        App app = new App();
        app.id = new ObjectId();
        app.project = new ObjectId();
        app.name = name;
        app.clientAppId = name + "-abcde";
        app.location = Location.US_VA;
        app.deploymentModel = "GLOBAL";
        return app;
    }

    /** A directory, and the secrets that it links to. */
    static TreeMap<String, byte[]> directory(long seed) {
        return new Apps(seed).directory();
    }

    /** A directory in one of the layouts before 20210101. */
    static TreeMap<String, byte[]> olderDirectory(long seed) {
        return new Apps(seed).olderDirectory();
    }

    private TreeMap<String, byte[]> directory() {
        Map<String, Tree> root = root("20210101");
        if (random.nextBoolean()) {
            root.put("allowed_request_origins", new Tree.Items(List.of(text("https://example.com"))));
        }
        put("realm_config.json", new Tree.Fields(root));
        settings();
        sections();
        others();
        notes();
        return files;
    }

    private TreeMap<String, byte[]> olderDirectory() {
        boolean oldest = random.nextBoolean();
        Map<String, Tree> root = root(oldest ? "20180301" : "20200603");
        maybe(() -> root.put("security", object()));
        maybe(() -> root.put("custom_user_data_config", object()));
        maybe(() -> root.put("sync", object()));
        put(oldest ? "stitch.json" : "config.json", new Tree.Fields(root));
        settings();
        olderSections();
        others();
        notes();
        return files;
    }

    private Map<String, Tree> root(String version) {
        Map<String, Tree> root = new LinkedHashMap<>();
        root.put("config_version", new Tree.Number(version));
        root.put("name", text("shop"));
        root.put("location", text("US-VA"));
        if (random.nextBoolean()) {
            root.put(
                    "environment",
                    text(List.of("development", "testing", "qa", "production").get(random.nextInt(4))));
        }
        if (random.nextBoolean()) {
            root.put("key_of_the_future", json(2));
        }
        return root;
    }

    private void settings() {
        for (int i = random.nextInt(8); i > 0; i--) {
            value();
        }
        for (Column column : Column.values()) {
            environment(column);
        }
        maybe(() -> files.put("values/.gitkeep", new byte[0]));
        maybe(() -> files.put("environments/.DS_Store", new byte[] {0, 1, (byte) 0xff}));
    }

    private void value() {
        String name = name();
        Map<String, Tree> value = new LinkedHashMap<>();
        value.put("name", text(name));
        boolean linked = random.nextInt(4) == 0;
        value.put("from_secret", Tree.of(linked));
        value.put("value", linked ? text("secret-" + random.nextInt(3)) : json(3));
        if (random.nextBoolean()) {
            value.put("private", Tree.of(random.nextBoolean()));
        }
        if (random.nextInt(5) == 0) {
            value.put("description", json(1));
        }
        put("values/" + name + ".json", new Tree.Fields(value));
    }

    private void environment(Column column) {
        Map<String, Tree> values = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.put(List.of("base", "limit", "A_b-9", "x").get(random.nextInt(4)), json(2));
        }
        put(column.path(), new Tree.Fields(Map.of("values", new Tree.Fields(values))));
    }

    private void sections() {
        maybe(() -> put("auth/providers.json", object()));
        maybe(() -> put("auth/custom_user_data.json", object()));
        maybe(() -> put("sync/config.json", object()));
        maybe(() -> put("functions/config.json", new Tree.Items(List.of(named("one"), named("two")))));
        maybe(() -> source("functions/one.js"));
        maybe(() -> source("functions/deep/er/two.js"));
        maybe(() -> put("triggers/daily.json", named("daily")));
        maybe(() -> put("triggers/called otherwise.json", named("näch/tlich")));
        maybe(() -> put("log_forwarders/logs.json", named("logs")));
        maybe(() -> put("graphql/config.json", object()));
        maybe(() -> put(
                "graphql/custom_resolvers/query_sum.json",
                new Tree.Fields(Map.of("on_type", text("Query"), "field_name", text("Sum"), "x", json(2)))));
        maybe(this::service);
        maybe(() -> {
            put("http_endpoints/old/config.json", named("renamed"));
            maybe(() -> put("http_endpoints/old/rules/a.json", named("b")));
        });
        maybe(() -> put("http_endpoints/config.json", new Tree.Items(List.of(object(), object()))));
        maybe(() -> put("http_endpoints/data_api_config.json", object()));
        maybe(this::dataSource);
    }

    private void olderSections() {
        maybe(() -> put("auth_providers/api-key.json", named("api-key")));
        maybe(() -> put("auth_providers/renamed.json", named("anon")));
        maybe(() -> {
            put("functions/one/config.json", named("one"));
            source("functions/one/source.js");
        });
        maybe(() -> {
            put("functions/two/config.json", named("otherwise"));
            source("functions/two/source.js");
        });
        maybe(() -> put("triggers/daily.json", named("daily")));
        maybe(() -> put("graphql/config.json", object()));
        maybe(this::service);
        maybe(() -> put("data_api_config.json", object()));
    }

    private void service() {
        put("services/mail/config.json", named("mail"));
        maybe(() -> put("services/mail/default_rule.json", object()));
        maybe(() -> put("services/mail/rules/all.json", named("all")));
        maybe(() -> {
            put("services/mail/incoming_webhooks/hook/config.json", named("hook"));
            source("services/mail/incoming_webhooks/hook/source.js");
        });
    }

    private void dataSource() {
        put("data_sources/atlas/config.json", named("atlas"));
        maybe(() -> put("data_sources/atlas/default_rule.json", object()));
        maybe(() -> {
            put("data_sources/atlas/db/full/rules.json", rule("full", json(2)));
            maybe(() -> put("data_sources/atlas/db/full/schema.json", object()));
        });
        maybe(() -> {
            put("data_sources/atlas/db/bare/schema.json", object());
            put("data_sources/atlas/db/bare/relationships.json", object());
        });
        maybe(() -> {
            put("data_sources/atlas/db/both/rules.json", rule("both", null));
            put("data_sources/atlas/db/both/schema.json", object());
            put("data_sources/atlas/db/both/relationships.json", object());
        });
    }

    private void others() {
        maybe(() -> files.put("README.md", TEXTS.get(2).getBytes(StandardCharsets.UTF_8)));
        maybe(() -> put("hosting/metadata.json", new Tree.Items(List.of(json(2)))));
        maybe(() -> files.put("hosting/files/logo.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff}));
        maybe(() -> files.put("hosting/files/not.json", "{ no json".getBytes(StandardCharsets.UTF_8)));
        maybe(() -> files.put("functions/package.json", "{ \"name\":\"x\" }".getBytes(StandardCharsets.UTF_8)));
        maybe(() -> source("functions/node_modules/a/index.js"));
        maybe(() -> put("things_of_the_future/one.json", json(2)));
        maybe(() -> files.put("empty.txt", new byte[0]));
    }

    /** Of some values, and of some secrets that values link to. The file is only there if there is something in it. */
    private void notes() {
        Map<String, Tree> values = new LinkedHashMap<>();
        Map<String, Tree> secrets = new LinkedHashMap<>();
        files.forEach((path, data) -> {
            if (path.startsWith("values/") && path.endsWith(".json")) {
                String json = new String(data, StandardCharsets.UTF_8).replace("\uFEFF", "");
                Map<String, Tree> value = ((Tree.Fields) Tree.known(json)).map();
                maybe(() -> values.put(((Tree.Text) value.get("name")).value(), someNotes()));
                if (value.get("from_secret") == Tree.Literal.TRUE) {
                    maybe(() -> secrets.put(((Tree.Text) value.get("value")).value(), someNotes()));
                }
            }
        });
        Map<String, Tree> notes = new LinkedHashMap<>();
        if (!values.isEmpty()) {
            notes.put("values", new Tree.Fields(values));
        }
        if (!secrets.isEmpty()) {
            notes.put("secrets", new Tree.Fields(secrets));
        }
        if (!notes.isEmpty()) {
            put(".valise/notes.json", new Tree.Fields(notes));
        }
    }

    private Tree someNotes() {
        Map<String, Tree> notes = new LinkedHashMap<>();
        boolean tagged = random.nextBoolean();
        if (tagged) {
            notes.put("tags", new Tree.Items(List.of(text("a.b"), text("web-" + random.nextInt(3)))));
        }
        if (!tagged || random.nextBoolean()) {
            notes.put(
                    "note", text(List.of("hello", TEXTS.get(2), "a\nb\tc", "{}").get(random.nextInt(4))));
        }
        return new Tree.Fields(notes);
    }

    private void maybe(Runnable step) {
        if (random.nextInt(5) < 3) {
            step.run();
        }
    }

    private void source(String path) {
        String body = "exports = function() {\r\n  return " + TEXTS.get(random.nextInt(4)) + ";\n};";
        files.put(path, body.getBytes(StandardCharsets.UTF_8));
    }

    private Tree rule(String collection, Tree more) {
        Map<String, Tree> rule = new LinkedHashMap<>();
        rule.put("database", text("db"));
        rule.put("collection", text(collection));
        if (more != null) {
            rule.put("roles", more);
        }
        return new Tree.Fields(rule);
    }

    private Tree named(String name) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put("name", text(name));
        fields.put("config", json(2));
        return new Tree.Fields(fields);
    }

    /** Not empty, because an empty object means the same as no object. */
    private Tree object() {
        return new Tree.Fields(Map.of("some", json(2)));
    }

    Tree json(int depth) {
        int kind = random.nextInt(depth == 0 ? 3 : 5);
        return switch (kind) {
            case 0 -> text(TEXTS.get(random.nextInt(TEXTS.size())));
            case 1 -> new Tree.Number(NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 2 -> Tree.Literal.values()[random.nextInt(3)];
            case 3 -> {
                List<Tree> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(json(depth - 1));
                }
                yield new Tree.Items(items);
            }
            default -> {
                Map<String, Tree> fields = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    fields.put(TEXTS.get(random.nextInt(TEXTS.size())), json(depth - 1));
                }
                yield new Tree.Fields(fields);
            }
        };
    }

    private String name() {
        return List.of("greeting", "A", "9lives", "with-hyphen", "with_underscore", "x".repeat(64))
                .get(random.nextInt(6));
    }

    private static Tree text(String text) {
        return new Tree.Text(text);
    }

    private void put(String path, Tree tree) {
        String form = switch (random.nextInt(6)) {
            case 0 -> tree.compact();
            case 1 -> '\uFEFF' + tree.pretty();
            case 2 -> tree.pretty().replace("    ", "\t").replace("\n", "\r\n");
            default -> tree.pretty();
        };
        files.put(path, form.getBytes(StandardCharsets.UTF_8));
    }
}
