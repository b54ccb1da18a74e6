package io.valise.files;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Shortened;
import io.valise.json.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All that is wrong with an app's files: each problem with the file, the place in it and the rule. */
public final class Problems {
    /** Problems that are listed; a client shows them to a person. */
    private static final int LISTED = 100;

    /** Characters of a file's path, and of the place in it, that are shown. */
    private static final int MAX_SHOWN = 400;

    private final List<ApiException.FieldError> found = new ArrayList<>();
    private final TreeSet<String> missingSecrets = new TreeSet<>();
    private int others;
    private boolean isMalformed;

    /** A rule that a whole file breaks. */
    public void add(String file, String rule) {
        others++;
        found.add(new ApiException.FieldError(shown(file), rule));
    }

    /** A path as an error shows it: a zip can have very long ones. */
    static String shown(String file) {
        return Shortened.to(MAX_SHOWN, file);
    }

    /** A rule that a place in a file breaks. */
    public void add(String file, String place, String rule) {
        add(file + ": " + place, rule);
    }

    /** A file that is no JSON. */
    public void malformed(String file, Tree.Malformed why) {
        isMalformed = true;
        add(file, why.rule());
    }

    /** A value that links to a secret which is not there. The name has been checked: it is part of a command. */
    public void missingSecret(String file, String secret) {
        missingSecrets.add(secret);
        found.add(new ApiException.FieldError(
                file + ": value", "links to the secret \"" + secret + "\", which does not exist"));
    }

    public boolean any() {
        return !found.isEmpty();
    }

    /**
     * Fails if there is a problem, with all of them: {@code MalformedJson} if a file is no JSON, {@code SecretNotFound}
     * if nothing but secrets is missing.
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
