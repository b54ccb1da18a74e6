package io.valise.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The schedule of the sweep. */
@ConfigMapping(prefix = "valise.sweep")
public interface SweepSettings {
    /**
     * How often one instance removes what is no longer needed; what is younger than ten minutes stays until the next
     * time.
     */
    @WithDefault("10m")
    Duration every();
}
