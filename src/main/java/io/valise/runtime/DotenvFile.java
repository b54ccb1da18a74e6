package io.valise.runtime;

import io.valise.errors.ApiException;
import io.valise.errors.ApiException.FieldError;
import io.valise.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes assignments for one {@link DotenvReader}, which reads every content byte for byte. */
final class DotenvFile {
    private DotenvFile() {}

    /** Throws {@code NotWritable}, naming each value that cannot be written and why. */
    static byte[] write(Listing listing, DotenvReader reader) {
        StringBuilder text = new StringBuilder();
        Map<String, String> variables = new HashMap<>();
        List<FieldError> problems = new ArrayList<>();
        for (Snapshot.Item item : listing.values()) {
            String variable = variable(item.name());
            String content = Format.bare(item.json());
            String taken = variables.put(variable, item.name());
            if (taken != null) {
                problems.add(
                        new FieldError(item.name(), "has the same variable name as \"" + taken + "\", " + variable));
            }
            String problem = reader.problem(content);
            if (problem != null) {
                problems.add(new FieldError(item.name(), problem));
            } else {
                text.append(variable)
                        .append('=')
                        .append(reader.written(content))
                        .append('\n');
            }
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

    /** The name as a shell variable: hyphens become underscores, and a leading digit gets an underscore before it. */
    static String variable(String name) {
        String variable = name.replace('-', '_');
        return Character.isDigit(variable.charAt(0)) ? "_" + variable : variable;
    }
}
