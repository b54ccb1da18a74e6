package io.valise.errors;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A whole number in a query: read here and not by the framework, so that what is wrong with it is said by its name. */
public final class QueryNumber {
    /** Few enough digits to fit a long. */
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private QueryNumber() {}

    /**
     * The number that a parameter holds, or the default where there is none. Fails with {@code InvalidParameter} unless
     * it is written in digits and within its range.
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
