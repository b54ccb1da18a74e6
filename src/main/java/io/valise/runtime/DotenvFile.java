package io.valise.runtime;

import io.valise.errors.ApiException;
import io.valise.errors.ApiException.FieldError;
import io.valise.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes assignments that a POSIX shell and our own import parse identically, byte for byte. Everything is in double
 * quotes, where both give a backslash before these four characters the same meaning. The only difference is a carriage
 * return, which the import parses as a line end; it is written for the shell.
 */
final class DotenvFile {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\\"$`]");

    private DotenvFile() {}

    /** Throws {@code NotWritable}, naming each value that cannot be written and why. */
    static byte[] write(Listing listing) {
        StringBuilder text = new StringBuilder();
        Map<String, String> variables = new HashMap<>();
        List<FieldError> problems = new ArrayList<>();
        for (Snapshot.Item item : listing.values()) {
            String variable = variable(item.name());
            String content = Format.bare(item.json());
            String taken = variables.put(variable, item.name());
            if (taken != null) {
                problems.add(new FieldError(
                        item.name(), "has the same shell variable name as \"" + taken + "\", " + variable));
            }
            String problem = problem(content);
            if (problem != null) {
                problems.add(new FieldError(item.name(), problem));
            }
            text.append(variable).append("=\"").append(quoted(content)).append("\"\n");
        }
        for (Snapshot.Item item : listing.unresolved()) {
            text.append("# ").append(item.name()).append(Listing.whyUnresolved(item));
        }
        if (!problems.isEmpty()) {
            FieldError first = problems.get(0);
            throw new ApiException(
                            ErrorCode.NotWritable,
                            "the value \"" + first.field() + "\" " + first.error()
                                    + "; rename it, read the JSON format, or use a token without it")
                    .withDetails(problems);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String content) {
        return SPECIAL.matcher(content).replaceAll("\\\\$0");
    }

    /** The name as a shell variable: hyphens become underscores, and a leading digit gets an underscore before it. */
    static String variable(String name) {
        String variable = name.replace('-', '_');
        return Character.isDigit(variable.charAt(0)) ? "_" + variable : variable;
    }

    private static @Nullable String problem(String content) {
        if (content.indexOf('\0') >= 0) {
            return "contains a NUL character, which shell variables cannot hold";
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(content)
                ? null
                : "is not valid Unicode, which dotenv cannot represent";
    }
}
