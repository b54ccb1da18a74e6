package io.valise.files;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Paths of files in an app: relative, with {@code /}, and safe to unpack anywhere. */
public final class Paths {
    /** In bytes of UTF-8. */
    private static final int MAX_LENGTH = 1_024;

    private static final int MAX_SEGMENT = 255;

    private Paths() {}

    /** Returns the rule that the path breaks, as a clause, or null if it breaks none. */
    public static @Nullable String broken(String path) {
        if (path.isEmpty()) {
            return "has no path";
        }
        if (path.startsWith("/") || (path.length() > 1 && path.charAt(1) == ':')) {
            return "has an absolute path";
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) {
            return "has a path of more than " + MAX_LENGTH + " bytes";
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < ' ' || c == 0x7f || c == '\\') {
                return "has a control character or a backslash in its path";
            }
        }
        for (String step : path.split("/", -1)) {
            if (step.isEmpty() || step.equals(".") || step.equals("..")) {
                return "has a path with an empty step, \".\" or \"..\"";
            }
            if (step.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT) {
                return "has a path with a step of more than " + MAX_SEGMENT + " bytes";
            }
        }
        return null;
    }

    /** Returns a valid path step for an item with this name. */
    static String step(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return "unnamed";
        }
        StringBuilder step = new StringBuilder();
        name.codePoints().limit(60).forEach(c -> {
            boolean harmful = c < ' '
                    || c == 0x7f
                    || c == '/'
                    || c == '\\'
                    || c == ':'
                    || Character.getType(c) == Character.SURROGATE;
            if (harmful || (c == '.' && step.isEmpty())) {
                step.append(String.format("%%%02X", c));
            } else {
                step.appendCodePoint(c);
            }
        });
        return step.toString();
    }
}
