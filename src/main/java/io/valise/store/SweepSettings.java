package io.valise.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The sweep. */
@ConfigMapping(prefix = "valise.sweep")
public interface SweepSettings {
    /** How often unreachable contents are looked for; they are removed by the sweep after that. */
    @WithDefault("10m")
    Duration every();
}
