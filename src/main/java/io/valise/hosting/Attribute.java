package io.valise.hosting;

import io.valise.errors.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An HTTP header that a web server would send with a hosting asset. Kept, but never sent. */
@Schema(name = "AssetAttribute")
record Attribute(
        @Schema(pattern = Attribute.NAMES, examples = "Content-Type", required = true)
        String name,

        @Schema(examples = "text/html", maxLength = MAX_LENGTH, required = true)
        String value) {

    /** What clients write to {@code hosting/metadata.json}; they drop all others when they pull. */
    static final String NAMES = "^(Content-Type|Content-Disposition|Content-Language|Content-Encoding|Cache-Control"
            + "|Website-Redirect-Location)$";

    /** In characters. Longer than any such header that a web server accepts. */
    static final int MAX_LENGTH = 8_192;

    private static final Pattern NAME = Pattern.compile(NAMES);

    /** The attributes if they are valid; otherwise fails with {@code InvalidParameter}, which lists what is wrong. */
    static List<Attribute> valid(String field, @Nullable List<@Nullable Attribute> sent) {
        List<Attribute> all = new ArrayList<>();
        List<ApiException.FieldError> errors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<@Nullable Attribute> given = sent == null ? List.of() : sent;
        for (int i = 0; i < given.size(); i++) {
            Attribute one = given.get(i);
            @Nullable String broken = one == null ? "must have a name and a value" : broken(one, names);
            if (one == null || broken != null) {
                errors.add(new ApiException.FieldError(field + "[" + i + "]", String.valueOf(broken)));
            } else {
                all.add(one);
            }
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(errors);
        }
        return all;
    }

    @SuppressWarnings("NullAway") // from a body, where fields may be missing
    private static @Nullable String broken(Attribute one, Set<String> names) {
        if (one.name == null || !NAME.matcher(one.name).matches()) {
            return "must have a name that matches " + NAMES;
        }
        if (!names.add(one.name)) {
            return "repeats the name " + one.name;
        }
        if (one.value == null || one.value.length() > MAX_LENGTH) {
            return "must have a value of at most " + MAX_LENGTH + " characters";
        }
        return one.value.chars().anyMatch(Character::isISOControl) ? "has a control character in its value" : null;
    }
}
