package io.valise.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The limits on what one instance handles at once. */
@ConfigMapping(prefix = "valise.requests")
public interface RequestSettings {
    /**
     * The maximum number of requests in progress; more are answered 429. Held requests have a limit of their own; reads
     * of one value from memory have none.
     */
    @WithDefault("1000")
    @Min(1)
    @Max(1_000_000)
    int most();

    /**
     * The maximum number of long polls and event streams that are held; more are answered 429. Each takes about 10 kB.
     */
    @WithDefault("20000")
    @Min(1)
    @Max(1_000_000)
    int held();

    /**
     * How long a request may take to arrive, from the first byte of its head to the last of its body; 408 after that.
     */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration arrival();

    /** Whether to accept HTTP/2 without TLS, by an upgrade or from the start. With TLS it is always accepted. */
    @WithDefault("false")
    boolean h2c();
}
