package io.valise.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** When failed log-ins are slowed down. */
@ConfigMapping(prefix = "valise.sign-in")
public interface SignInSettings {
    /** Failed log-ins with one public key from one address without a delay; the last of them starts the first delay. */
    @WithDefault("5")
    @Min(1)
    int freePerKey();

    /** The longest delay. It starts at one second and doubles with each further failure. */
    @WithDefault("5m")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 24)
    Duration longestDelay();

    /** The maximum number of log-ins per API key and minute, on each instance; more are answered 429. */
    @WithDefault("60")
    @Min(1)
    @Max(1_000_000)
    int mostPerMinute();
}
