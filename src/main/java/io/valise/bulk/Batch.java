package io.valise.bulk;

import io.valise.errors.ApiException;
import io.valise.errors.ApiException.FieldError;
import io.valise.errors.ErrorCode;
import io.valise.json.Json;
import io.valise.revisions.EntityName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the names and contents of one body, and all that is wrong with it. */
final class Batch<C> {
    /** Problems that an answer lists at most: a body of another kind altogether would have one on each line. */
    static final int MAX_PROBLEMS = 100;

    private final ImportKind<C> kind;
    private final int maxNames;
    private final Set<String> names = new HashSet<>();
    private final SortedMap<String, C> contents = new TreeMap<>();
    private final List<FieldError> problems = new ArrayList<>();

    Batch(ImportKind<C> kind, int maxNames) {
        this.kind = kind;
        this.maxNames = maxNames;
    }

    /** The contents by name; fails with 400 {@code InvalidParameter} and all the problems, if there are any. */
    SortedMap<String, C> contents() {
        if (!problems.isEmpty()) {
            throw ApiException.invalid(problems);
        }
        return contents;
    }

    /**
     * Notes a problem.
     *
     * @param place a name or a line, for the person who wrote the body
     */
    void problem(String place, String rule) {
        problems.add(new FieldError(place, rule));
        if (problems.size() == MAX_PROBLEMS) {
            throw ApiException.invalid(problems);
        }
    }

    /** The failure for a problem behind which nothing can be read, with the problems before it. */
    ApiException end(String place, String rule) {
        problems.add(new FieldError(place, rule));
        return ApiException.invalid(problems);
    }

    void addText(String place, String name, String content) {
        if (!isWellFormed(content)) {
            problem(place, "must be well-formed Unicode");
        }
        add(place, name, kind.ofText(content));
    }

    void addJson(String place, String name, Json content) {
        if (!isWellFormed(content.text())) {
            problem(place, "must be well-formed Unicode");
        }
        add(place, name, kind.ofJson(content));
    }

    private void add(String place, String name, @Nullable C content) {
        if (names.size() == maxNames) {
            throw new ApiException(ErrorCode.LimitExceeded, "the body has more than " + maxNames + " names");
        }
        String badName = EntityName.Rule.broken(name);
        if (badName != null) {
            problem(place, "the name " + badName);
        } else if (!names.add(name)) {
            problem(place, "the name is in the body more than once");
        }
        String badContent = content == null ? "must be a string" : kind.brokenRule(content);
        if (badContent != null) {
            problem(place, badContent);
        } else if (content != null) {
            contents.put(name, content);
        }
    }

    /** Whether each half of a surrogate pair has the other; UTF-8 can carry nothing else. */
    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
