package io.valise.bulk;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * The type of a scalar, by the core schema of YAML 1.2 (section 10.3): {@code no}, {@code 1_000} and {@code 2026-01-31}
 * are strings. A number keeps its digits, so it must be in a form that JSON has: {@code 007}, {@code 0x1F} and
 * {@code .inf} are numbers, but not in such a form, and are refused.
 */
final class YamlScalar {
    private static final ScalarResolver CORE_SCHEMA = new CoreScalarResolver(false);

    /** Possessive, and with the number of digits that our JSON parser takes. */
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,499}+)(\\.[0-9]{1,400}+)?([eE][-+]?[0-9]{1,9}+)?");

    private YamlScalar() {}

    static boolean isString(ScalarEvent scalar) {
        return literal(scalar) == null && !isNumberUnlikeJson(scalar);
    }

    /** Returns the JSON literal of a plain scalar, or null if it is a string or a number that JSON cannot write. */
    static @Nullable String literal(ScalarEvent scalar) {
        String text = scalar.getValue();
        Tag type = type(scalar);
        if (type.equals(Tag.NULL)) {
            return "null";
        }
        if (type.equals(Tag.BOOL)) {
            return text.toLowerCase(Locale.ROOT);
        }
        return isNumber(type) && JSON_NUMBER.matcher(text).matches() ? text : null;
    }

    static boolean isNumberUnlikeJson(ScalarEvent scalar) {
        return isNumber(type(scalar)) && literal(scalar) == null;
    }

    private static boolean isNumber(Tag type) {
        return type.equals(Tag.INT) || type.equals(Tag.FLOAT);
    }

    private static Tag type(ScalarEvent scalar) {
        return CORE_SCHEMA.resolve(scalar.getValue(), scalar.isPlain());
    }
}
