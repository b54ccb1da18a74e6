package io.valise.bulk;

import io.valise.errors.ApiException;
import io.valise.errors.ApiException.FieldError;
import io.valise.errors.ErrorCode;
import io.valise.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the names and contents of one body, and the problems found in it. */
final class Batch<C> {
    /** Limits the problems in a response. A body in a different format could have one on each line. */
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

    /** Returns the contents by name. Fails with 400 {@code InvalidParameter} and all problems if there are any. */
    SortedMap<String, C> contents() {
        if (!problems.isEmpty()) {
            throw ApiException.invalid(problems);
        }
        return contents;
    }

    /**
     * Records a problem.
     *
     * @param place a name or a line, for the author of the body
     */
    void problem(String place, String rule) {
        problems.add(new FieldError(place, rule));
        if (problems.size() == MAX_PROBLEMS) {
            throw ApiException.invalid(problems);
        }
    }

    /** Returns the failure for a problem after which reading cannot continue, with the earlier problems. */
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
        String badName = kind.brokenName(name);
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

    /** Returns whether the text has no unpaired surrogate, which UTF-8 cannot encode. */
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
