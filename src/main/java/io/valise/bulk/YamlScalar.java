package io.valise.bulk;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * What a scalar means, by the core schema of YAML 1.2 (section 10.3): {@code no}, {@code 1_000} and {@code 2026-01-31}
 * are strings. A number keeps its digits, so it must be one that JSON can write: {@code 007}, {@code 0x1F} and
 * {@code .inf} are neither strings nor such numbers, and are refused.
 */
final class YamlScalar {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");

    /** Possessive, and with as many digits as our JSON parser takes. */
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,499}+)(\\.[0-9]{1,400}+)?([eE][-+]?[0-9]{1,9}+)?");

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]++|[0-9]++(\\.[0-9]*+)?)([eE][-+]?[0-9]++)?"
            + "|0o[0-7]++|0x[0-9a-fA-F]++|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private YamlScalar() {}

    static boolean isString(ScalarEvent scalar) {
        return literal(scalar) == null && !isNumberUnlikeJson(scalar);
    }

    /** The JSON literal that a plain scalar is; null if it is a string, or a number that JSON cannot write. */
    static @Nullable String literal(ScalarEvent scalar) {
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return null;
        }
        if (NULLS.contains(text)) {
            return "null";
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return TRUE.contains(text) ? "true" : "false";
        }
        return JSON_NUMBER.matcher(text).matches() ? text : null;
    }

    static boolean isNumberUnlikeJson(ScalarEvent scalar) {
        return scalar.isPlain()
                && literal(scalar) == null
                && NUMBER.matcher(scalar.getValue()).matches();
    }
}
