package io.valise.functions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The limits of a Function, and how many run at the same time. */
@ConfigMapping(prefix = "valise.functions")
public interface FunctionSettings {
    /** How long a call may run, 10 ms to 1 minute; it is stopped then. */
    @WithDefault("1s")
    @DurationMin(millis = 10)
    @DurationMax(minutes = 1)
    Duration time();

    /** Memory of a call, in bytes. The engine itself needs 1.3 MB of it. */
    @WithDefault("16777216")
    @Min(4_194_304)
    @Max(1_073_741_824)
    int memory();

    /** The result and all that is logged by a call, in bytes of UTF-8; a logged line counts 64 more. */
    @WithDefault("1048576")
    @Min(1_024)
    @Max(33_554_432)
    int output();

    int MAX_SOURCE = 4_194_304;

    /** The source of a Function, in bytes of UTF-8. */
    @WithDefault("262144")
    @Min(1_024)
    @Max(MAX_SOURCE)
    int source();

    /** Calls that run at the same time; one app may have all but one of them, or one. */
    @WithDefault("2")
    @Min(1)
    @Max(256)
    int threads();

    /** Calls that wait for their turn; more are refused. */
    @WithDefault("32")
    @Min(1)
    @Max(10_000)
    int queue();
}
