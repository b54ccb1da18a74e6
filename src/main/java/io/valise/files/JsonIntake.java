package io.valise.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.json.Tree;
import io.valise.revisions.Limits;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Reads a whole app from one JSON, which command-line clients make from a directory and {@code pull} returns. */
public final class JsonIntake {
    private static final String FILE = "the body";

    private final JsonParser in;
    private final Intake intake;
    private final SectionIntake sections;
    private final Map<String, Tree> root = new LinkedHashMap<>();
    /** Sections that depend on the layout, which may be named after them. */
    private final Map<String, Tree> later = new LinkedHashMap<>();

    private JsonIntake(JsonParser in, Limits limits) {
        this.in = in;
        this.intake = new Intake(limits);
        this.sections = new SectionIntake(intake);
    }

    /** Fails with {@code MalformedJson}, which names the place but never quotes the text. */
    public static Upload read(byte[] body, Limits limits) {
        try {
            return Tree.read(body, in -> new JsonIntake(in, limits).read());
        } catch (Tree.Malformed failure) {
            throw new ApiException(ErrorCode.MalformedJson, "nothing was changed: " + FILE + " " + failure.rule());
        }
    }

    private Upload read() throws IOException, Tree.Malformed {
        if (in.nextToken() == null) {
            throw new Tree.Malformed("is empty");
        }
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new Tree.Malformed("must be an object: the app");
        }
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            field(name);
        }
        if (in.nextToken() != null) {
            throw new Tree.Malformed("goes on after the end of the JSON");
        }
        Layout layout = Objects.requireNonNullElse(Intake.layout(root.get("config_version")), Layout.V20210101);
        later.forEach((name, tree) -> take(name, tree, layout.sections()));
        intake.root(layout.root(), new Tree.Fields(root));
        return intake.upload(layout.sections());
    }

    private void field(String name) throws IOException, Tree.Malformed {
        switch (name) {
            case "secrets" -> secrets();
            case "values" -> values();
            case "environments" -> environments(Tree.read(in));
            case "sync", "data_api_config" -> later.put(name, Tree.read(in));
            default -> take(name, Tree.read(in), Sections.NEWER);
        }
    }

    private void take(String name, Tree tree, Sections of) {
        sections.noteEmptyFile(name);
        if (tree.isEmpty() && name.equals("sync") && of == Sections.NEWER) {
            return; // The field of the configuration file with this name, of an older layout, stays.
        }
        if (tree.isEmpty()) {
            intake.cleared.add(name.equals("files") ? Upload.OTHER_FILES : name);
        } else if (!sections.take(name, tree, of)) {
            root.put(name, tree);
        }
    }

    /** Reads the values one at a time, since they are most of an app. */
    private void values() throws IOException, Tree.Malformed {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            if (!Tree.read(in).isEmpty()) {
                intake.problems.add(FILE, "values", "must be an array");
            }
            return;
        }
        for (int number = 1; in.nextToken() != JsonToken.END_ARRAY; number++) {
            intake.value(SectionIntake.item("values", number), null, Tree.read(in));
        }
    }

    /** Reads environments by file name, or by name in {@code values} as {@code pull} returns them. */
    private void environments(Tree tree) {
        if (tree.isEmpty()) {
            return;
        }
        if (!(tree instanceof Tree.Fields files)) {
            intake.problems.add(FILE, "environments", "must be an object");
            return;
        }
        files.map().forEach((file, content) -> {
            Column column = Column.ofFile(file);
            if (column != null) {
                intake.environment(column, content);
            } else if (file.equals("values") && content instanceof Tree.Fields byKey) {
                byKey.map().forEach(this::environment);
            } else if (!file.startsWith(".")) {
                intake.problems.add(Column.FOLDER + file, "is unknown: the files are " + Column.files());
            }
        });
    }

    private void environment(String key, Tree content) {
        Column column = Column.ofKey(key);
        if (column == null) {
            intake.problems.add(FILE, "environments.values." + key, "is no environment");
        } else if (!content.isEmpty()) {
            intake.environment(column, content);
        }
    }

    /** Reads the contents directly into {@code Plaintext}, which cannot be printed. */
    private void secrets() throws IOException, Tree.Malformed {
        LegacySecrets.read(in, intake);
    }
}
