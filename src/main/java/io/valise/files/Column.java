package io.valise.files;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The environments for which an environment value can be set. Each has a file. */
public enum Column {
    NONE("none", "no-environment"),
    DEVELOPMENT("development", "development"),
    TESTING("testing", "testing"),
    QA("qa", "qa"),
    PRODUCTION("production", "production");

    static final String FOLDER = "environments/";

    private final String key;
    private final String stem;

    Column(String key, String stem) {
        this.key = key;
        this.stem = stem;
    }

    /** Returns the name in the routes, such as {@code none}. */
    public String key() {
        return key;
    }

    /** Returns the file name, such as {@code no-environment.json}. */
    public String file() {
        return stem + ".json";
    }

    /** Returns the path, such as {@code environments/no-environment.json}. */
    public String path() {
        return FOLDER + file();
    }

    public static @Nullable Column ofFile(String file) {
        return Arrays.stream(values())
                .filter(column -> column.file().equals(file))
                .findFirst()
                .orElse(null);
    }

    public static @Nullable Column ofKey(String key) {
        return Arrays.stream(values())
                .filter(column -> column.key.equals(key))
                .findFirst()
                .orElse(null);
    }

    /** Returns the tag for the text in a configuration file, which has several names for no tag. Null if unknown. */
    public static @Nullable String tag(String text) {
        if (text.isEmpty() || text.equals(NONE.key) || text.equals(NONE.stem)) {
            return "";
        }
        return ofKey(text) == null ? null : text;
    }

    public static String files() {
        return Arrays.stream(values()).map(Column::file).collect(Collectors.joining(", "));
    }
}
