package io.valise.files;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Shortened;
import io.valise.json.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The problems of an app's files, each with the file, the place in it and the rule. */
public final class Problems {
    /** Limits the problems in a response. */
    private static final int LISTED = 100;

    /** Limits the characters shown of a file's path and the place in it. */
    private static final int MAX_SHOWN = 400;

    private static final Pattern LIKE_A_NAME = Pattern.compile("[\\p{L}\\p{N}_. -]{1,64}");

    private final List<ApiException.FieldError> found = new ArrayList<>();
    private final TreeSet<String> missingSecrets = new TreeSet<>();
    private int others;
    private boolean isMalformed;

    /** Adds a rule that a whole file breaks. */
    public void add(String file, String rule) {
        others++;
        found.add(new ApiException.FieldError(shown(file), rule));
    }

    /** Returns a path for an error message. Paths in a zip can be very long. */
    static String shown(String file) {
        return Shortened.to(MAX_SHOWN, file);
    }

    /**
     * Returns whether a name that breaks the rule may be shown: if it looks like a name. Anything else may be a misplaced
     * content.
     */
    static boolean canShowName(String name) {
        return LIKE_A_NAME.matcher(name).matches();
    }

    /** Adds a rule that a place in a file breaks. */
    public void add(String file, String place, String rule) {
        add(file + ": " + place, rule);
    }

    /** Adds a file that is not valid JSON. */
    public void malformed(String file, Tree.Malformed why) {
        isMalformed = true;
        add(file, why.rule());
    }

    /** Adds a link to a missing secret. The name must be valid, because it becomes part of a command. */
    public void missingSecret(String file, String secret) {
        missingSecrets.add(secret);
        found.add(new ApiException.FieldError(
                file + ": value", "links to the secret \"" + secret + "\", which does not exist"));
    }

    public boolean any() {
        return !found.isEmpty();
    }

    /**
     * Fails with all problems if there are any: with {@code MalformedJson} if a file is not valid JSON, and with
     * {@code SecretNotFound} if the only problems are missing secrets.
     */
    public void refuse() {
        if (any()) {
            throw new ApiException(code(), sentence())
                    .withStatus(ErrorCode.InvalidParameter.status())
                    .withDetails(found.subList(0, Math.min(LISTED, found.size())));
        }
    }

    private ErrorCode code() {
        if (isMalformed) {
            return ErrorCode.MalformedJson;
        }
        return others == 0 ? ErrorCode.SecretNotFound : ErrorCode.InvalidParameter;
    }

    private String sentence() {
        String list = found.stream()
                .limit(LISTED)
                .map(problem -> problem.field() + " " + problem.error())
                .collect(Collectors.joining("; "));
        String more = found.size() > LISTED ? "; and " + (found.size() - LISTED) + " more" : "";
        return "nothing was changed: " + list + more + commands();
    }

    private String commands() {
        if (missingSecrets.isEmpty()) {
            return "";
        }
        return missingSecrets.stream()
                .map(name -> "\n    secrets create --name " + name + " --value '<content>'")
                .collect(Collectors.joining("", "; create what is missing, and repeat:", ""));
    }
}
