package io.valise.revisions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** The size of an app, and how much of its history is kept. */
@ConfigMapping(prefix = "valise.limits")
public interface Limits {
    /**
     * The maximum number of entries of an app: its secrets, values, environment values and kept files. In memory
     * 100,000 take about 60 MB.
     */
    @WithDefault("100000")
    @Min(1)
    @Max(1_000_000)
    int entries();

    /** How many revisions of an app are kept; older ones can no longer be shown or redeployed. */
    @WithDefault("25")
    @Min(2)
    @Max(1_000)
    int history();

    int SECRET_LENGTH = 500;

    /** The maximum length of a secret's content, in Unicode code points. */
    @WithDefault("500")
    @Min(1)
    @Max(1_000_000)
    int secretLength();

    /** The maximum size of a value's JSON, in bytes of compact UTF-8. */
    @WithDefault("1048576")
    @Min(1)
    @Max(8_388_608)
    int valueSize();

    /** The rule that a value's JSON of this many bytes breaks; null if it breaks none. */
    default @Nullable String brokenByValue(int bytes) {
        return bytes > valueSize() ? "must have at most " + valueSize() + " bytes of JSON" : null;
    }

    /** The rule that a kept file of this many bytes breaks; null if it breaks none. */
    default @Nullable String brokenByFile(int bytes) {
        long most = 8L * valueSize();
        return bytes > most ? "must have at most " + most + " bytes" : null;
    }

    /** The rule that a secret's content of this many Unicode code points breaks; null if it breaks none. */
    default @Nullable String brokenBySecret(int codePoints) {
        return codePoints > secretLength() ? "must have at most " + secretLength() + " characters" : null;
    }

    /** Fails with {@code LimitExceeded} if the configuration has too many entries. */
    default void check(View view) {
        if (view.size() > entries()) {
            throw new ApiException(
                    ErrorCode.LimitExceeded,
                    "the app would have " + view.size() + " entries; the limit is " + entries());
        }
    }
}
