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
    /** How long a call may run before it is stopped, 10 ms to 1 minute. */
    @WithDefault("1s")
    @DurationMin(millis = 10)
    @DurationMax(minutes = 1)
    Duration time();

    /** The memory limit of a call, in bytes. The engine itself needs 1.3 MB of it. */
    @WithDefault("16777216")
    @Min(4_194_304)
    @Max(1_073_741_824)
    int memory();

    /** The limit of a call's result and logs together, in bytes of UTF-8; each logged line counts 64 more. */
    @WithDefault("1048576")
    @Min(1_024)
    @Max(33_554_432)
    int output();

    int MAX_SOURCE = 4_194_304;

    /** The limit of a Function's source, in bytes of UTF-8. */
    @WithDefault("262144")
    @Min(1_024)
    @Max(MAX_SOURCE)
    int source();

    /** How many calls run at the same time; one app may use all but one of them, but always at least one. */
    @WithDefault("2")
    @Min(1)
    @Max(256)
    int threads();

    /** How many calls may wait for a thread; more are refused. */
    @WithDefault("32")
    @Min(1)
    @Max(10_000)
    int queue();
}
