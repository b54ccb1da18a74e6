package io.valise.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** Limits of run-time reads. */
@ConfigMapping(prefix = "valise.runtime")
public interface RuntimeSettings {
    /**
     * The memory limit for the values of loaded apps, in bytes. Over it, the least recently read app is evicted; an app
     * that is larger by itself cannot be read at all.
     */
    @WithDefault("134217728")
    @Min(1_048_576)
    long memory();
}
