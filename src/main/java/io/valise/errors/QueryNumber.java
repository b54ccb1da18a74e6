package io.valise.errors;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An integer in a query. Parsed here, not by the framework, so that errors name the parameter. */
public final class QueryNumber {
    /** At most 18 digits, which always fit a long. */
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private QueryNumber() {}

    /**
     * The parameter's number, or the default if it is absent. Fails with {@code InvalidParameter} unless it consists of
     * digits and is in range.
     */
    public static long of(String name, @Nullable String text, long least, long most, long byDefault) {
        if (text == null) {
            return byDefault;
        }
        long number = DIGITS.matcher(text).matches() ? Long.parseLong(text) : -1;
        if (number < least || number > most) {
            throw ApiException.invalid(name, "must be a whole number from " + least + " to " + most);
        }
        return number;
    }
}
